using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol;

/// <summary>The ID token that a request hints at (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2), if it is one of ours.</summary>
internal static class IdTokenHint
{
    /// <summary>Null without a good hint: OpenIddict then answers with a principal that says nothing.</summary>
    public static async Task<ClaimsPrincipal?> FindAsync(HttpContext context)
    {
        var principal = (await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal;
        return principal?.GetClaim(Claims.Subject) is null ? null : principal;
    }
}
