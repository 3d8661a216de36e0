using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>Answers 405 to methods that an endpoint has no use for, TRACE and CONNECT among them (ASVS 13.4.4).</summary>
internal static class RefuseMethods
{
    private const string Read = "GET, HEAD";
    private const string Write = "POST";
    private const string Both = "GET, HEAD, POST";

    public static IApplicationBuilder UseAllowedMethods(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var allowed = AllowedFor(context.Request.Path);
        return allowed is null || IsIn(allowed, context.Request.Method) ? next(context) : RefuseAsync(context, allowed);
    });

    /// <summary>Null where routing knows better.</summary>
    private static string? AllowedFor(PathString path) => path.Value switch
    {
        "/connect/token" or "/connect/introspect" or "/connect/revoke" or "/connect/par" or "/connect/device" => Write,
        "/connect/authorize" or "/connect/logout" or "/connect/userinfo" => Both,
        { } api when api.StartsWith("/api/", StringComparison.Ordinal) => null,
        { } other when other.StartsWith("/assets/", StringComparison.Ordinal) || other.StartsWith("/health/", StringComparison.Ordinal) => Read,
        _ => Both,
    };

    private static bool IsIn(string allowed, string method) => HttpMethods.IsPost(method)
        ? allowed != Read
        : (HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) && allowed != Write;

    private static Task RefuseAsync(HttpContext context, string allowed)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = allowed;
        if (AnswerFaults.IsPage(context.Request))
        {
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json;charset=UTF-8";
        return context.Response.WriteAsync("""{"error":"invalid_request","error_description":"This endpoint does not take this method."}""");
    }
}
