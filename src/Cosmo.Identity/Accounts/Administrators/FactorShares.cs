using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts.Administrators;

/// <summary>How many accounts are better guarded than by a password.</summary>
/// <param name="Accounts">All accounts that are open.</param>
/// <param name="WithApp">Those with an authenticator app.</param>
/// <param name="WithPasskey">Those with a passkey.</param>
public sealed record FactorShares(long Accounts, long WithApp, long WithPasskey);

/// <summary>Counts them.</summary>
public sealed class FactorShareReader
{
    private static readonly SqlStatement Select = new(
        """
        SELECT (SELECT count(*) FROM users WHERE disabled_at IS NULL), (SELECT count(*) FROM totp_factors), (SELECT count(DISTINCT user_id) FROM passkeys)
        """);

    private readonly Database database;

    internal FactorShareReader(Database database) => this.database = database;

    /// <summary>As it is now.</summary>
    public async Task<FactorShares> ReadAsync(CancellationToken cancellationToken) =>
        (await database.ReadFirstAsync(Select, row => new FactorShares(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken))!;
}
