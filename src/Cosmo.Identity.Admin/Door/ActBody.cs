using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cosmo.Identity.Admin.Door;

/// <summary>The body of an operation that only needs a reason: <c>{"reason": "…"}</c>, or nothing at all.</summary>
internal static class ActBody
{
    /// <returns>The reason, or how a body that is none is refused.</returns>
    public static async Task<(string? Reason, IResult? Fault)> ReadReasonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or 0 && !request.HasJsonContentType())
        {
            return (null, null);
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = 4 }, cancellationToken);
            if (body.RootElement.ValueKind == JsonValueKind.Object)
            {
                return !body.RootElement.TryGetProperty("reason", out var reason) ? (null, null)
                    : reason.ValueKind == JsonValueKind.String ? (reason.GetString(), null)
                    : (null, Refuse());
            }
        }
        catch (JsonException)
        {
            // Refused below.
        }

        return (null, Refuse());
    }

    private static ProblemHttpResult Refuse() => TypedResults.Problem("Send {\"reason\": \"…\"} as JSON, or nothing.", statusCode: StatusCodes.Status400BadRequest);
}
