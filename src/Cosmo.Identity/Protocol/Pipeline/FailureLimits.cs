using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>
/// Limits what fails, by address: guessing secrets and presenting tokens that nobody issued. It never falls on a client
/// identifier alone, which anybody may name, and a good token passes whatever its neighbours do.
/// </summary>
internal sealed class FailureLimits(RequestLimits limits, RateLimitPolicies policies, TokenBatch batch)
{
    /// <summary>Whether this address may still try to be this client.</summary>
    public ValueTask<bool> AllowsClientAsync(HttpContext context, string? clientId) =>
        limits.AllowsAsync(context, policies.ClientAuthentication.For(AddressAnd(context, clientId)));

    /// <summary>Counts a client that failed to authenticate.</summary>
    public async ValueTask<bool> AllowFailedClientAsync(HttpContext context, string? clientId)
    {
        // One by one: an address that has used up its share must not go on guessing uncounted.
        var byClient = await limits.TakeAsync(context, policies.ClientAuthentication.For(AddressAnd(context, clientId)));
        return await limits.TakeAsync(context, policies.ClientAuthenticationByAddress.For(RequestOrigin.Of(context).LimitKey)) && byClient;
    }

    /// <summary>Counts a presented token, if it turned out that this provider knows none such. The caller is named only where it has proven who it is.</summary>
    public ValueTask<bool> AllowUnknownTokenAsync(HttpContext context, string? provenClientId) => batch.Presented is not null
        ? ValueTask.FromResult(true)
        : limits.TakeAsync(context, policies.UnknownTokens.For(AddressAnd(context, provenClientId)));

    // Hashed, so its length does not matter; what is long is no client of ours.
    private static string AddressAnd(HttpContext context, string? clientId) => $"{RequestOrigin.Of(context).LimitKey}\n{clientId}";
}
