using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.Door;

/// <summary>Reads what a request of the API orders.</summary>
internal static class OrderBody
{
    /// <summary>The JSON object in the body; null where there is none that can be read.</summary>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return request.HasJsonContentType() ? await request.ReadFromJsonAsync<T>(cancellationToken) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or not in a character set that anybody knows.
            return null;
        }
    }
}
