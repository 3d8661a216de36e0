using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>The answer to what a rate limit refuses (RFC 6585 §4), in the form that the endpoint speaks. Headers say which limit and for how long.</summary>
internal static class TooManyRequests
{
    public const string Error = "too_many_requests";

    public const string Description = "Too many requests. Try again when the time in Retry-After has passed.";

    private static readonly byte[] Body = JsonSerializer.SerializeToUtf8Bytes(new { error = Error, error_description = Description });

    /// <summary>For OAuth endpoints.</summary>
    public static Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.ContentType = "application/json;charset=UTF-8";
        response.Headers.CacheControl = "no-store";
        response.ContentLength = Body.Length;
        return response.Body.WriteAsync(Body, context.RequestAborted).AsTask();
    }

    /// <summary>For the HTTP API (RFC 9457).</summary>
    public static ProblemHttpResult Problem() => TypedResults.Problem(Description, statusCode: StatusCodes.Status429TooManyRequests);
}
