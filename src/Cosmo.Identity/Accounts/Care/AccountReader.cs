using System.Data.Common;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Accounts.Security;
using Cosmo.Identity.Data;
using Cosmo.Identity.Passwords;

namespace Cosmo.Identity.Accounts.Care;

/// <summary>Shows one account with all that an administrator may know of it. Nothing of it opens anything.</summary>
public sealed class AccountReader
{
    private const string SelectText =
        $"""
        SELECT u.updated_at,
               CASE WHEN u.password_hash IS NULL THEN 0 WHEN u.password_hash = '{PasswordHashing.Withdrawn}' THEN 1 ELSE 2 END,
               (SELECT max(s.authenticated_at) FROM user_sessions s WHERE s.user_id = u.id),
               (SELECT count(*) FROM passkeys p WHERE p.user_id = u.id),
               (SELECT count(*) FROM api_keys k WHERE k.user_id = u.id AND k.ended_at IS NULL AND k.expires_at > $2),
               (SELECT c.failures FROM sign_in_counters c WHERE c.key = $3 AND c.expires_at > $2),
               (SELECT f.expires_at FROM sign_in_counters f WHERE f.key = $4 AND f.expires_at > $2 AND f.failures >= $5)
        FROM users u WHERE u.id = $1
        """;

    private readonly Database database;
    private readonly AccountSearch accounts;
    private readonly ConnectedApplications applications;
    private readonly TimeProvider clock;

    internal AccountReader(Database database, AccountSearch accounts, ConnectedApplications applications, TimeProvider clock) =>
        (this.database, this.accounts, this.applications, this.clock) = (database, accounts, applications, clock);

    /// <summary>An account; null where there is none.</summary>
    public async Task<AccountDetails?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(id, cancellationToken) is not { } account)
        {
            return null;
        }

        var select = new SqlStatement(SelectText, id, clock.GetUtcNow(), Counter.OfAccount(id).Key, Counter.OfFactor(id).Key, FactorLocks.Limit);
        if (await database.ReadFirstAsync(select, row => Read(row, account), cancellationToken) is not { } details)
        {
            return null;
        }

        var app = await database.ReadFirstAsync(FactorRecord.Of(id), FactorRecord.Read, cancellationToken);
        var connected = await applications.ReadAsync(id, cancellationToken);
        return details with
        {
            AppSince = app?.CreatedAt,
            RecoveryCodesLeft = app?.CodesLeft ?? 0,
            Applications = [.. connected.Select(one => new AccountApplication(one.ClientId, one.Name, [.. one.Scopes.Select(scope => scope.Name)], one.GrantedAt, one.LastUsedAt))],
        };
    }

    private static AccountDetails Read(DbDataReader row, AccountSummary account) => new(account)
    {
        UpdatedAt = row.Instant(0)!.Value,
        Password = (PasswordState)Convert.ToInt32(row.GetValue(1), System.Globalization.CultureInfo.InvariantCulture),
        LastSignInAt = row.Instant(2),
        Passkeys = (int)row.GetInt64(3),
        ApiKeys = (int)row.GetInt64(4),
        Failures = row.IsDBNull(5) ? 0 : row.GetInt32(5),
        FactorLockedUntil = row.Instant(6),
    };
}

/// <summary>What stands in the place of a password.</summary>
public enum PasswordState
{
    /// <summary>There never was one.</summary>
    None,

    /// <summary>It was taken out of use; only another one signs in.</summary>
    Withdrawn,

    /// <summary>There is one.</summary>
    Set,
}

/// <summary>An account in detail.</summary>
/// <param name="Account">As lists show it.</param>
public sealed record AccountDetails(AccountSummary Account)
{
    /// <summary>When the profile last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When somebody last signed in, of the sessions that are still known.</summary>
    public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>Whether there is a password.</summary>
    public PasswordState Password { get; init; }

    /// <summary>Failed sign-ins that count now.</summary>
    public int Failures { get; init; }

    /// <summary>When wrong codes are forgotten because of which none is looked at.</summary>
    public DateTimeOffset? FactorLockedUntil { get; init; }

    /// <summary>Since when there is an authenticator app; null where there is none.</summary>
    public DateTimeOffset? AppSince { get; init; }

    /// <summary>How many recovery codes were not used.</summary>
    public int RecoveryCodesLeft { get; init; }

    /// <summary>How many passkeys there are.</summary>
    public int Passkeys { get; init; }

    /// <summary>How many API keys open something.</summary>
    public int ApiKeys { get; init; }

    /// <summary>The clients that have access, by name.</summary>
    public IReadOnlyList<AccountApplication> Applications { get; init; } = [];
}

/// <summary>A client that has access to an account.</summary>
/// <param name="ClientId">Its identifier.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Scopes">What it may do, by the names of scopes.</param>
/// <param name="GrantedAt">When the oldest of what it still has was given.</param>
/// <param name="LastUsedAt">When it last got a token; null while nobody is signed in to it.</param>
public sealed record AccountApplication(string ClientId, string Name, IReadOnlyList<string> Scopes, DateTimeOffset? GrantedAt, DateTimeOffset? LastUsedAt);
