using System.Data;
using System.Data.Common;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Threats.Blocks;

/// <summary>The writes on blocks. Each travels behind <see cref="Announce"/> in one transaction.</summary>
internal static class BlockStatements
{
    public const string Columns = "id, network, created_at, expires_at, lifted_at, repetition, reason, score, placed_by, is_shadow";

    // A shadow gives way to a block in force, and not the other way round.
    private const string InsertText =
        """
        INSERT INTO ip_blocks (id, network, created_at, expires_at, repetition, reason, score, placed_by, is_shadow)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
        WHERE NOT EXISTS (SELECT 1 FROM ip_blocks WHERE network = $2 AND expires_at > $3 AND lifted_at IS NULL AND (NOT is_shadow OR $9))
        """;

    private const string LiftText = "UPDATE ip_blocks SET lifted_at = $1 WHERE id = $2 AND lifted_at IS NULL AND expires_at > $1";

    private const string LiftNetworkText = "UPDATE ip_blocks SET lifted_at = $1 WHERE network = $2 AND lifted_at IS NULL AND expires_at > $1";

    private const string IfLifted = "EXISTS (SELECT 1 FROM ip_blocks WHERE id = {0} AND lifted_at = {1})";

    private const string IfPlaced = "EXISTS (SELECT 1 FROM ip_blocks WHERE id = {0})";

    private const string IfStands = "EXISTS (SELECT 1 FROM ip_blocks WHERE id = {0} AND lifted_at IS NULL AND expires_at > {1})";

    /// <summary>
    /// Tells every node that something changes. The first of a transaction: on PostgreSQL its row makes two nodes that block the same network
    /// wait for each other, and the second sees the first's.
    /// </summary>
    public static SqlStatement Announce { get; } = CacheVersion.Raise(IpBlocks.CacheName);

    public static SqlStatement Insert(IpBlock block) => new(
        InsertText, block.Id, block.Network, block.CreatedAt, block.ExpiresAt, block.Repetition, block.Reason,
        new SqlValue(DbType.Int32, block.Score), block.PlacedBy, new SqlValue(DbType.Boolean, block.IsShadow));

    public static SqlStatement Lift(Guid block, DateTimeOffset now) => new(LiftText, now, block);

    public static SqlStatement LiftAll(string network, DateTimeOffset now) => new(LiftNetworkText, now, network);

    /// <summary>It was placed, in this transaction or before.</summary>
    public static EventCondition IsPlaced(Guid block) => new(IfPlaced, block);

    /// <summary>It was lifted at this very instant.</summary>
    public static EventCondition IsLifted(Guid block, DateTimeOffset at) => new(IfLifted, block, at);

    /// <summary>It stands.</summary>
    public static EventCondition Stands(Guid block, DateTimeOffset now) => new(IfStands, block, now);

    public static IpBlock Read(DbDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Network = row.GetString(1),
        CreatedAt = row.Instant(2)!.Value,
        ExpiresAt = row.Instant(3)!.Value,
        LiftedAt = row.Instant(4),
        Repetition = row.GetInt32(5),
        Reason = row.GetString(6),
        Score = row.IsDBNull(7) ? null : row.GetInt32(7),
        PlacedBy = row.GetString(8),
        IsShadow = row.GetBoolean(9),
    };
}
