using System.Data.Common;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Threats.Exemptions;

/// <summary>The statements on exemptions. Each write travels behind <see cref="Announce"/> in one transaction.</summary>
internal static class ExemptionStatements
{
    private const string Columns = "id, network, reason, placed_by, created_at, expires_at, ended_at, ended_by";

    private const string Standing = "ended_at IS NULL AND (expires_at IS NULL OR expires_at > $1)";

    private const string InsertText =
        $"""
        INSERT INTO block_exemptions (created_at, id, network, reason, placed_by, expires_at)
        SELECT $1, $2, $3, $4, $5, $6
        WHERE NOT EXISTS (SELECT 1 FROM block_exemptions WHERE network = $3 AND {Standing})
        AND (SELECT count(*) FROM block_exemptions WHERE {Standing}) < $7
        """;

    private const string EndText = $"UPDATE block_exemptions SET ended_at = $1, ended_by = $2 WHERE id = $3 AND {Standing}";

    private const string IfPlaced = "EXISTS (SELECT 1 FROM block_exemptions WHERE id = {0})";

    private const string IfEnded = "EXISTS (SELECT 1 FROM block_exemptions WHERE id = {0} AND ended_at = {1} AND ended_by = {2})";

    /// <summary>
    /// Tells every node that something changes. The first of a transaction: on PostgreSQL its row makes two nodes that exempt the same network
    /// wait for each other, and the second sees the first's.
    /// </summary>
    public static SqlStatement Announce { get; } = CacheVersion.Raise(StandingExemptions.CacheName);

    /// <summary>Writes nothing where one of the same network stands, or as many as there may be.</summary>
    public static SqlStatement Insert(BlockExemption exemption, int most) => new(
        InsertText, exemption.CreatedAt, exemption.Id, exemption.Network, exemption.Reason, exemption.PlacedBy, exemption.ExpiresAt, most);

    public static SqlStatement End(Guid exemption, string actor, DateTimeOffset now) => new(EndText, now, actor, exemption);

    public static SqlStatement SelectStanding(DateTimeOffset now) =>
        new($"SELECT {Columns} FROM block_exemptions WHERE {Standing} ORDER BY created_at DESC, id DESC", now);

    public static SqlStatement SelectOne(Guid exemption) => new($"SELECT {Columns} FROM block_exemptions WHERE id = $1", exemption);

    /// <summary>Those that stand for one of these networks.</summary>
    public static SqlStatement SelectOf(IReadOnlyList<string> networks, DateTimeOffset now) => new(
        $"SELECT {Columns} FROM block_exemptions WHERE {Standing} AND network IN ({string.Join(", ", networks.Select((_, i) => $"${i + 2}"))})",
        [now, .. networks.Select(text => (SqlValue)text)]);

    /// <summary>It was placed, in this transaction or before.</summary>
    public static EventCondition IsPlaced(Guid exemption) => new(IfPlaced, exemption);

    /// <summary>It was ended by this very order.</summary>
    public static EventCondition IsEnded(Guid exemption, string actor, DateTimeOffset at) => new(IfEnded, exemption, at, actor);

    public static BlockExemption Read(DbDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Network = row.GetString(1),
        Reason = row.GetString(2),
        PlacedBy = row.GetString(3),
        CreatedAt = row.Instant(4)!.Value,
        ExpiresAt = row.Instant(5),
        EndedAt = row.Instant(6),
        EndedBy = row.Text(7),
    };
}
