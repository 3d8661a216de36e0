using System.Data.Common;
using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>
/// Right passwords that came by the password grant and wait for a code. The client gets a secret that stands for one of them: for this
/// client and these credentials, once, for five minutes.
/// </summary>
internal sealed class FactorChallenges(Database database, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const string Purpose = "factor_challenge";

    private const string IsGood =
        "c.hash = $1 AND c.client_id = $2 AND c.used_at IS NULL AND c.expires_at > $3";

    private const string IsUnchanged = "u.id = c.user_id AND u.disabled_at IS NULL AND coalesce(u.security_stamp, '') = c.security_stamp";

    private const string InsertText =
        """
        INSERT INTO factor_challenges (id, hash, user_id, client_id, security_stamp, scope, device_hash, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    private const string FindText = $"SELECT c.hash, c.scope, c.device_hash, {UserRecord.Columns} FROM factor_challenges c JOIN users u ON {IsUnchanged} WHERE {IsGood}";

    private const string UseText = $"UPDATE factor_challenges AS c SET used_at = $3, used_by = $4 WHERE {IsGood} AND EXISTS (SELECT 1 FROM users u WHERE {IsUnchanged})";

    private const string IfUsed = "EXISTS (SELECT 1 FROM factor_challenges WHERE hash = {0} AND used_by = {1})";

    /// <summary>Makes one, and the secret for the client.</summary>
    public async Task<string> IssueAsync(UserRecord user, string clientId, string scope, string? deviceHash, CancellationToken cancellationToken)
    {
        var (secret, now) = (OneTimeSecret.New(Purpose), clock.GetUtcNow());
        await database.ExecuteAsync(
            [new SqlStatement(InsertText, Guid.CreateVersion7(now), secret.Hash, user.Id, clientId, user.SecurityStamp, scope, deviceHash, now, now + Lifetime)],
            cancellationToken);
        return secret.Text;
    }

    /// <summary>What a secret stands for; null where it is made up, used, too old, another client's, or of other credentials.</summary>
    public async ValueTask<OpenChallenge?> FindAsync(string? secret, string clientId, CancellationToken cancellationToken) =>
        OneTimeSecret.TryHash(Purpose, secret) is { } hash
            ? await database.ReadFirstAsync(new SqlStatement(FindText, hash, clientId, clock.GetUtcNow()), OpenChallenge.Read, cancellationToken)
            : null;

    /// <summary>Uses it up; of many at once one does.</summary>
    public ChallengeUse Use(OpenChallenge challenge, string clientId)
    {
        var mark = Guid.CreateVersion7().ToString("N");
        return new ChallengeUse(new SqlStatement(UseText, challenge.Hash, clientId, clock.GetUtcNow(), mark), new EventCondition(IfUsed, challenge.Hash, mark));
    }
}

/// <summary>A challenge that can still be met.</summary>
internal sealed record OpenChallenge(string Hash, string Scope, string? DeviceHash, UserRecord User)
{
    private const int FirstOfUser = 3;

    public static OpenChallenge Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.Text(2), UserRecord.Read(row, FirstOfUser));
}
