using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Protocol.Discovery;

/// <summary>Answers discovery and JWKS before anything else in the pipeline is asked (design D15).</summary>
internal static class ServeMetadata
{
    /// <summary>Shorter than the time between the announcement of a key and its first use.</summary>
    private const string CacheControl = "public, max-age=3600";

    public static IApplicationBuilder UseMetadata(this IApplicationBuilder app)
    {
        var metadata = app.ApplicationServices.GetRequiredService<ProviderMetadata>();
        return app.Use((context, next) => context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" or "/.well-known/oauth-authorization-server" => DocumentAsync(context, metadata),
            "/.well-known/jwks" => AnswerAsync(context, metadata.GetKeySet()),
            _ => next(context),
        });
    }

    private static async Task DocumentAsync(HttpContext context, ProviderMetadata metadata) =>
        await AnswerAsync(context, await metadata.GetDocumentAsync(context.RequestAborted));

    private static Task AnswerAsync(HttpContext context, StaticAnswer answer)
    {
        var response = context.Response;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
            return Task.CompletedTask;
        }

        response.Headers.CacheControl = CacheControl;
        response.Headers.ETag = answer.ETag;
        if (context.Request.Headers.IfNoneMatch == answer.ETag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = "application/json";
        response.ContentLength = answer.Body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(answer.Body, 0, answer.Body.Length);
    }
}
