using System.Collections.Immutable;
using System.Security.Claims;
using Cosmo.Identity.Protocol.Authorize;
using Cosmo.Identity.Protocol.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>What codes and refresh tokens have in common: they stand for a person, who is looked at again each time.</summary>
internal sealed class PresentedSubject(SubjectPrincipal subjects, TokenBatch batch)
{
    /// <summary>The principal for new tokens; null when the person is gone, closed or has changed their credentials since.</summary>
    /// <param name="presented">Of the code or refresh token.</param>
    /// <param name="asked">The scopes that the request names; none for all of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ClaimsPrincipal?> RenewAsync(ClaimsPrincipal presented, ImmutableArray<string> asked, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(presented.GetClaim(Claims.Subject), out var id))
        {
            return null;
        }

        // Read together with the token, a moment ago.
        var user = batch.Presented?.User;
        // A session outlives a change of credentials that was made in it, and its tokens do so with it.
        var stamp = batch.Presented?.SessionStamp ?? presented.GetClaim(ProtocolClaims.SecurityStamp);
        if (user is null || user.Id != id || user.IsDisabled || !string.Equals(user.SecurityStamp, stamp, StringComparison.Ordinal))
        {
            return null;
        }

        batch.RequestedClaims = presented.GetClaim(ProtocolClaims.RequestedClaims);
        var scopes = presented.GetScopes();
        var principal = await subjects.CreateAsync(
            user,
            SessionFacts.Of(presented),
            asked.IsDefaultOrEmpty ? scopes : [.. scopes.Intersect(asked, StringComparer.Ordinal)],
            ClaimsRequest.Parse(batch.RequestedClaims) ?? ClaimsRequest.None,
            cancellationToken);

        // A narrower access token says less, but the next refresh token is worth what this one was (RFC 6749 §6).
        return principal.SetScopes(scopes);
    }
}
