using System.Data.Common;
using System.Net;
using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Accounts.ApiKeys;

/// <summary>An API key as its owner sees it and as requests use it, with what must hold of the owner. The key itself nobody can read again.</summary>
internal sealed record ApiKey(
    Guid Id,
    Guid UserId,
    string Name,
    string Hint,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> Networks,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? LastUsedAt,
    string? LastUsedFrom,
    bool OwnerIsDisabled,
    bool OwnerIsAdmin)
{
    private const string Select =
        $"""
        SELECT k.id, k.user_id, k.name, k.hint, k.scopes, k.networks, k.created_at, k.expires_at, k.ended_at, k.last_used_at, k.last_used_from,
               u.disabled_at IS NOT NULL,
               {AdminRole.IsHeld}
        FROM api_keys k JOIN users u ON u.id = k.user_id
        """;

    private const string SelectByHash = Select + " WHERE k.hash = $1";

    private const string SelectOfUser = Select + " WHERE k.user_id = $1 AND k.ended_at IS NULL ORDER BY k.created_at DESC LIMIT 1000";

    public static SqlStatement ByHash(string hash) => new(SelectByHash, hash);

    /// <summary>Those that were not ended, the newest first; expired ones too.</summary>
    public static SqlStatement OfUser(Guid user) => new(SelectOfUser, user);

    /// <summary>Whether it opens anything.</summary>
    public bool IsAlive(DateTimeOffset now) => EndedAt is null && ExpiresAt > now && !OwnerIsDisabled;

    /// <summary>What it opens now: a key of somebody who is no administrator any more opens nothing of an administrator's.</summary>
    public IEnumerable<string> LiveScopes => OwnerIsAdmin ? Scopes : Scopes.Where(scope => scope != ApiKeyScopes.Admin);

    /// <summary>Whether it may be used from an address. Where nobody says from which, only one that may be used from anywhere.</summary>
    public bool Allows(IPAddress? address) => Networks.Count == 0 || (address is not null && new NetworkSet(Networks.Select(network => IPNetwork.Parse(network))).Contains(address));

    public static ApiKey Read(DbDataReader row) => new(
        row.GetGuid(0),
        row.GetGuid(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        (row.Text(5) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        row.Instant(6)!.Value,
        row.Instant(7)!.Value,
        row.Instant(8),
        row.Instant(9),
        row.Text(10),
        row.GetBoolean(11),
        row.GetBoolean(12));
}
