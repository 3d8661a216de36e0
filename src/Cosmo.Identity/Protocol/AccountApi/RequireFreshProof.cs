using System.Globalization;
using System.Security.Claims;
using Cosmo.Identity.Accounts.StepUp;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.AccountApi;

/// <summary>
/// What makes lasting credentials needs a person who proved a moment ago who they are: by the session's last proof where a cookie is shown, by
/// the sign-in that the token tells of where a token is (RFC 9470). Comes after <see cref="RequireCaller"/>.
/// </summary>
internal static class RequireFreshProof
{
    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var caller = ApiCaller.In(context);
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (caller.Session is { } session)
        {
            return ProofDemand.Password.IsMetBy(session, now)
                ? await next(invocation)
                : TypedResults.Problem("Confirm at /account/confirm that it is you, then ask again.", statusCode: StatusCodes.Status403Forbidden);
        }

        if (caller.Token is { } token && IsFresh(token, now))
        {
            return await next(invocation);
        }

        context.Response.Headers.WWWAuthenticate = string.Create(
            CultureInfo.InvariantCulture,
            $"Bearer error=\"insufficient_user_authentication\", error_description=\"A sign-in of the last minutes is needed\", max_age=\"{ProofDemand.Password.Within.TotalSeconds}\"");
        return TypedResults.Problem("The token must come of a sign-in of the last five minutes.", statusCode: StatusCodes.Status401Unauthorized);
    }

    private static bool IsFresh(ClaimsPrincipal token, DateTimeOffset now) =>
        long.TryParse(token.GetClaim(Claims.AuthenticationTime), CultureInfo.InvariantCulture, out var seconds)
        && (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() < ProofDemand.Password.Within;
}
