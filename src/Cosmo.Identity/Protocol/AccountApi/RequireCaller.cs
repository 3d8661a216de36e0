using Cosmo.Identity.Accounts.ApiKeys;
using Cosmo.Identity.Protocol.Pipeline;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Protocol.AccountApi;

/// <summary>Finds whose request it is, holds them to their limit, and keeps keys to the operations that are open to them.</summary>
internal static class RequireCaller
{
    private const string Bearer = "Bearer ";

    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var services = context.RequestServices;
        context.Response.Headers.CacheControl = "no-store";
        var isToken = context.Request.Headers.Authorization.Count > 0;
        var (caller, isTold) = isToken ? await FindAsync(context) : (ApiCaller.Of(await SessionCookie.FindAsync(context)), false);
        if (caller?.Session is not null && !CookieCounts(context.Request, services.GetRequiredService<Issuer>()))
        {
            return TypedResults.Problem(
                "With a session, only this provider's own pages may ask this; others need an access token.", statusCode: StatusCodes.Status403Forbidden);
        }

        if (caller is null)
        {
            return await RefuseAsync(context, isToken, isTold);
        }

        if (!await services.GetRequiredService<RequestLimits>().TakeAsync(
            context, services.GetRequiredService<RateLimitPolicies>().Api.For(caller.LimitKey) with { Subject = caller.UserId }))
        {
            return TooManyRequests.Problem();
        }

        if (caller.Key is { } key && !IsOpenTo(key, context))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\"";
            return TypedResults.Problem("The API key has not the scope for this.", statusCode: StatusCodes.Status403Forbidden);
        }

        context.Features.Set(caller);
        return await next(invocation);
    }

    /// <summary>Whom the request's token or API key speaks for, and whether its owner was already told of a refusal.</summary>
    public static async Task<(ApiCaller? Caller, bool IsTold)> FindAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var keys = context.RequestServices.GetRequiredService<IssuedApiKeys>();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && await keys.FindAsync(header[Bearer.Length..].Trim(), context.RequestAborted) is { } key)
        {
            var use = await keys.UseAsync(key, RequestOrigin.Of(context).Address, null, context);
            return (use is ApiKeyUse.Allowed ? ApiCaller.Of(key) : null, use is ApiKeyUse.FromElsewhere);
        }

        return (ApiCaller.Of(await context.RequestServices.GetRequiredService<BearerToken>().AuthenticateAsync(context)), false);
    }

    private static async Task<IResult> RefuseAsync(HttpContext context, bool isToken, bool isTold)
    {
        if (isToken && !await context.RequestServices.GetRequiredService<FailureLimits>().AllowUnknownTokenAsync(context, null))
        {
            return TooManyRequests.Problem();
        }

        if (!isTold)
        {
            await context.RequestServices.GetRequiredService<BearerToken>().ReportAsync(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return TypedResults.Problem("An access token of this provider, or a session, is needed.", statusCode: StatusCodes.Status401Unauthorized);
    }

    /// <summary>An operation that names no scope is closed to keys: making keys, above all.</summary>
    private static bool IsOpenTo(ApiKey key, HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<KeyScope>() is { } scope && key.LiveScopes.Contains(scope.Name, StringComparer.Ordinal);

    /// <summary>
    /// A cookie changes something only where the browser says that one of our own pages sent it: other sites cannot say so. What only
    /// reads is refused where the browser says that another site's page asks; such a page could not read the answer (ASVS 3.5.1 to 3.5.3).
    /// </summary>
    private static bool CookieCounts(HttpRequest request, Issuer issuer)
    {
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        // Where it is said it decides: under our no-referrer policy the Origin of our own pages is "null".
        return request.Headers["Sec-Fetch-Site"] switch
        {
            [var site] => site == "same-origin" || (reads && site == "none"),
            [] when request.Headers.Origin.Count == 0 => reads,
            [] => request.Headers.Origin == issuer.Uri.GetLeftPart(UriPartial.Authority),
            _ => false,
        };
    }
}

/// <summary>The scope by which an API key may do what an endpoint does.</summary>
internal sealed record KeyScope(string Name);
