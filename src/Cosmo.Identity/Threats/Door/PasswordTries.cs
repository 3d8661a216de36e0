using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Threats.Door;

/// <summary>Knows the requests that try a password: what lets somebody in from a blocked address must not let them guess.</summary>
internal static class PasswordTries
{
    private const string TokenEndpoint = "/connect/token";

    public static async ValueTask<bool> IsOneAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            return false;
        }

        // Routing finds endpoints in whatever case and with a slash at the end, so this does as well.
        if (!request.Path.StartsWithSegments(TokenEndpoint, StringComparison.OrdinalIgnoreCase))
        {
            return request.Path.StartsWithSegments("/login", StringComparison.OrdinalIgnoreCase);
        }

        if (!request.HasFormContentType)
        {
            return false;
        }

        var form = await request.ReadFormAsync(context.RequestAborted);
        return form.ContainsKey("password") || form["grant_type"].Contains("password", StringComparer.Ordinal);
    }
}
