using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cosmo.Identity.Protocol.OpenApi;

/// <summary><c>/openapi/v1.json</c>: the same for everybody.</summary>
internal static class OpenApiEndpoint
{
    public static void MapOpenApiDocument(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/openapi/v1.json", AnswerAsync).ExcludeFromDescription();

    private static async Task AnswerAsync(HttpContext context, ApiDocument document)
    {
        var answer = await document.ReadAsync(context.RequestAborted);
        var response = context.Response;
        response.Headers.CacheControl = "public, max-age=300";
        response.Headers.ETag = answer.ETag;
        if (context.Request.Headers.IfNoneMatch == answer.ETag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }
}
