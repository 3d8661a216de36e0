using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cosmo.Identity.Admin;

/// <summary>The admin area. It is closed: there is nothing behind the door yet, and nobody gets through it.</summary>
public static class AdminModule
{
    /// <summary>Answers 401 to who shows nothing, 403 to everybody else, on every path and method.</summary>
    public static IEndpointRouteBuilder MapAdmin(this IEndpointRouteBuilder endpoints)
    {
        endpoints.Map("/admin/{**path}", RefuseAsync);
        endpoints.Map("/api/v1/admin/{**path}", RefuseAsync);
        return endpoints;
    }

    private static async Task<ProblemHttpResult> RefuseAsync(HttpContext context, IAdminAudit audit)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.Request.Headers.Authorization.Count == 0 && context.Request.Headers.Cookie.Count == 0)
        {
            await audit.RefusedAsync(context, StatusCodes.Status401Unauthorized);
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return TypedResults.Problem("Sign in first.", statusCode: StatusCodes.Status401Unauthorized);
        }

        await audit.RefusedAsync(context, StatusCodes.Status403Forbidden);
        return TypedResults.Problem("The admin area is not open.", statusCode: StatusCodes.Status403Forbidden);
    }
}
