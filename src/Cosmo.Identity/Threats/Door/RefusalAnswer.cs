using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cosmo.Identity.Threats.Door;

/// <summary>The answer to a blocked address: 403 and a constant small body in the form that the endpoint speaks. It does not say for how long.</summary>
internal static class RefusalAnswer
{
    private const long LargestDrained = 64 * 1024;

    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues Close = "close";

    private static readonly Form Text = new("text/plain; charset=utf-8", "Requests from your address are refused for a time.\n"u8.ToArray());

    private static readonly Form OAuth = new(
        "application/json;charset=UTF-8",
        """{"error":"access_denied","error_description":"Requests from your address are refused for a time."}"""u8.ToArray());

    private static readonly Form Problem = new(
        "application/problem+json",
        """{"status":403,"title":"Forbidden","detail":"Requests from your address are refused for a time."}"""u8.ToArray());

    public static Task WriteAsync(HttpContext context)
    {
        var form = FormOf(context.Request.Path.Value);
        var response = context.Response;
        response.StatusCode = StatusCodes.Status403Forbidden;
        response.Headers.CacheControl = NoStore;
        response.Headers.ContentType = form.ContentType;
        response.ContentLength = form.Body.Length;
        if (HasLargeBody(context.Request))
        {
            // Otherwise the server would read it to its end, to use the connection again.
            response.Headers.Connection = Close;
        }

        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(form.Body, 0, form.Body.Length);
    }

    private static Form FormOf(string? path) => path switch
    {
        null or "/connect/authorize" or "/connect/logout" => Text,
        _ when path.StartsWith("/connect/", StringComparison.OrdinalIgnoreCase) => OAuth,
        _ when path.StartsWith("/api/", StringComparison.OrdinalIgnoreCase) => Problem,
        _ => Text,
    };

    private static bool HasLargeBody(HttpRequest request) =>
        request.ContentLength is { } length ? length > LargestDrained : request.Headers.TransferEncoding.Count > 0 && HttpProtocol.IsHttp11(request.Protocol);

    private sealed record Form(StringValues ContentType, byte[] Body);
}
