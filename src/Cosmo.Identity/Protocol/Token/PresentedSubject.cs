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
    public async Task<ClaimsPrincipal?> RenewAsync(ClaimsPrincipal presented, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(presented.GetClaim(Claims.Subject), out var id))
        {
            return null;
        }

        // Read together with the token, a moment ago.
        var user = batch.Presented?.User;
        if (user is null || user.Id != id || user.IsDisabled || !string.Equals(user.SecurityStamp, presented.GetClaim(ProtocolClaims.SecurityStamp), StringComparison.Ordinal))
        {
            return null;
        }

        batch.RequestedClaims = presented.GetClaim(ProtocolClaims.RequestedClaims);
        return await subjects.CreateAsync(
            user,
            SessionFacts.Of(presented),
            presented.GetScopes(),
            ClaimsRequest.Parse(batch.RequestedClaims) ?? ClaimsRequest.None,
            cancellationToken);
    }
}
