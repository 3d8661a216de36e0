using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// Takes a code out of use when its own client fails to redeem it, by a wrong verifier or redirect URI: whoever guesses gets
/// one guess (RFC 9700 §4.5, OAUTH-02). Another client's attempt changes nothing.
/// </summary>
internal sealed class BurnFailedCode(TokenBatch batch, ClientRegistry registry, Database database)
{
    /// <summary>What burns the code that <paramref name="clientId"/> presented; null where there is none to burn.</summary>
    public async ValueTask<SqlStatement?> FindAsync(string? clientId) =>
        batch.Presented is { } entry
        && entry.HasType(TokenTypeIdentifiers.Private.AuthorizationCode)
        && entry.HasStatus(Statuses.Valid)
        && (await registry.GetAsync(CancellationToken.None)).Find(clientId)?.Id == entry.ClientKey
            ? TokenFamilies.RevokeToken(entry.Id, Guid.CreateVersion7().ToString("N"))
            : null;

    public Task BurnAsync(SqlStatement burning) => database.ExecuteAsync([burning], CancellationToken.None);
}
