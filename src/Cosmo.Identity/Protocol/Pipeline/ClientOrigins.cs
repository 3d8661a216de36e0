using Cosmo.Identity.Clients;
using Cosmo.Identity.RateLimits;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>CORS for what browser-based clients call, from their registered origins only and without credentials (RFC 9700 §2.6).</summary>
internal sealed class ClientOrigins(ClientRegistry registry) : ICorsPolicyProvider
{
    /// <summary>The authorization and the end session endpoint are navigated to, never fetched.</summary>
    public static bool IsFor(PathString path) => path.Value is
        "/connect/token" or "/connect/userinfo" or "/connect/revoke" or "/connect/par"
        or "/.well-known/openid-configuration" or "/.well-known/oauth-authorization-server" or "/.well-known/jwks"
        || path.StartsWithSegments("/api/v1/account", StringComparison.Ordinal);

    /// <summary>What a cache keeps of an answer for one origin, or for none, must not be given to another. Runs around CORS.</summary>
    public static Task VaryByOriginAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Origin.Count == 0)
        {
            context.Response.Headers.Vary = "Origin";
        }
        else
        {
            // ASP.NET Core says it only to origins that are allowed, and only now.
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.Vary = "Origin";
                return Task.CompletedTask;
            });
        }

        return next(context);
    }

    public async Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        var origins = (await registry.GetAsync(context.RequestAborted)).CorsOrigins;
        return new CorsPolicyBuilder()
            .SetIsOriginAllowed(origins.Contains)
            .WithMethods("GET", "POST", "DELETE")
            .WithHeaders("authorization", "content-type")
            .WithExposedHeaders("Retry-After", "WWW-Authenticate", RateLimitHeaders.State, RateLimitHeaders.Policy)
            .SetPreflightMaxAge(TimeSpan.FromHours(1))
            .Build();
    }
}
