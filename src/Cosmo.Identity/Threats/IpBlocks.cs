using System.Data;
using System.Net;
using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Threats;

/// <summary>
/// Places and lifts blocks, each with its event in one transaction. This process obeys at once, every other node within a second.
/// </summary>
internal sealed class IpBlocks(SecurityEventRecorder recorder, Database database, BlockTable table, ThreatsOptions options, BlockExemptions exempt, TimeProvider clock)
{
    /// <summary>The name under which changes are announced, see <see cref="Database.InvalidateAsync"/>.</summary>
    public const string CacheName = "ip_blocks";

    private const int LongestReason = 1000;

    // The version first: on PostgreSQL its row makes two nodes that block the same network wait for each other, and the second sees the first's.
    private static readonly SqlStatement Announce = new(
        "INSERT INTO cache_versions (name, version) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET version = cache_versions.version + 1", CacheName);

    /// <summary>The only question on the way of all requests while there is no attack.</summary>
    public bool NobodyIsBlocked => table.IsEmpty;

    /// <summary>The block that refuses service to <paramref name="address"/>; null when none does, or the address is exempt.</summary>
    public BlockEntry? Find(IPAddress address) => table.Find(address) is { } block && !exempt.Contains(address) ? block : null;

    /// <summary>Blocks the subscriber that <paramref name="address"/> belongs to: the address, or its /64.</summary>
    /// <inheritdoc cref="PlaceAsync(IPNetwork, BlockRequest, CancellationToken)"/>
    public Task<IpBlock?> PlaceAsync(IPAddress address, BlockRequest request, CancellationToken cancellationToken) =>
        exempt.Contains(CanonicalAddress.Of(address)) ? Task.FromResult<IpBlock?>(null) : PlaceAsync(Subnet.OfSubscriber(address), request, cancellationToken);

    /// <summary>Blocks <paramref name="network"/>, the longer the oftener it was blocked before. In mode shadow a rule's block is recorded and refuses nobody.</summary>
    /// <returns>Null where nothing was placed: the network is exempt, blocked already, or the mode is off.</returns>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<IpBlock?> PlaceAsync(IPNetwork network, BlockRequest request, CancellationToken cancellationToken)
    {
        var isShadow = request.IsAutomatic && options.Mode is ThreatsMode.Shadow;
        if ((request.IsAutomatic && options.Mode is ThreatsMode.Off) || exempt.Covers(network) || table.Holds(network, isShadow))
        {
            return null;
        }

        var now = Now();
        var repetition = await RepetitionAsync(network, isShadow, now, cancellationToken);
        var block = new IpBlock
        {
            Network = network.ToString(),
            CreatedAt = now,
            ExpiresAt = now + (request.Duration ?? options.DurationOf(repetition + request.FirstStep)),
            Repetition = repetition,
            Reason = SafeText.Cut(request.Reason, LongestReason)!,
            Score = request.Points,
            PlacedBy = SafeText.Cut(request.PlacedBy, 200)!,
            IsShadow = isShadow,
        };
        var touched = await recorder.ExecuteAsync([Announce, Insert(block)], [EventOf(block, network, request)], cancellationToken);
        if (touched[1] == 0)
        {
            return null;
        }

        table.Add(new BlockEntry(block.Id, network, block.ExpiresAt, block.PlacedBy, isShadow, clock));
        return block;
    }

    /// <summary>Lifts what stands against <paramref name="network"/>.</summary>
    /// <returns>Whether there was anything to lift.</returns>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<bool> LiftAsync(IPNetwork network, string actor, CancellationToken cancellationToken)
    {
        var now = Now();
        var text = network.ToString();
        var standing = new SqlStatement("SELECT id FROM ip_blocks WHERE network = $1 AND lifted_at IS NULL AND expires_at > $2", text, now);
        if ((await database.ReadAllAsync(standing, row => row.GetGuid(0), cancellationToken)).Count == 0)
        {
            return false;
        }

        var lift = new SqlStatement("UPDATE ip_blocks SET lifted_at = $1 WHERE network = $2 AND lifted_at IS NULL AND expires_at > $1", now, text);
        var fact = new SecurityEvent
        {
            Type = SecurityEventType.BlockLifted,
            Actor = actor,
            Details = JsonSerializer.Serialize(new { network = text }),
            Condition = new EventCondition("EXISTS (SELECT 1 FROM ip_blocks WHERE network = {0} AND lifted_at = {1})", text, now),
        };
        var touched = await recorder.ExecuteAsync([Announce, lift], [fact], cancellationToken);
        table.Remove(network);
        return touched[1] > 0;
    }

    private async Task<int> RepetitionAsync(IPNetwork network, bool isShadow, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // What was lifted was a mistake, and does not count.
        var statement = new SqlStatement(
            "SELECT COUNT(*) FROM ip_blocks WHERE network = $1 AND created_at > $2 AND is_shadow = $3 AND lifted_at IS NULL",
            network.ToString(), now - options.RepetitionWindow, new SqlValue(DbType.Boolean, isShadow));
        return (int)await database.ReadFirstAsync(statement, row => row.GetInt64(0), cancellationToken);
    }

    /// <summary>A shadow gives way to a block in force, and not the other way round.</summary>
    private static SqlStatement Insert(IpBlock block) => new(
        """
        INSERT INTO ip_blocks (id, network, created_at, expires_at, repetition, reason, score, placed_by, is_shadow)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
        WHERE NOT EXISTS (SELECT 1 FROM ip_blocks WHERE network = $2 AND expires_at > $3 AND lifted_at IS NULL AND (NOT is_shadow OR $9))
        """,
        block.Id, block.Network, block.CreatedAt, block.ExpiresAt, block.Repetition, block.Reason,
        new SqlValue(DbType.Int32, block.Score), block.PlacedBy, new SqlValue(DbType.Boolean, block.IsShadow));

    private static SecurityEvent EventOf(IpBlock block, IPNetwork network, BlockRequest request) => new()
    {
        Type = !request.IsAutomatic ? SecurityEventType.BlockPlaced
            : block.IsShadow ? SecurityEventType.AddressWouldBeBlocked : SecurityEventType.AddressBlocked,
        IpAddress = request.IsAutomatic ? BlockEntry.AddressText(network) : null,
        Actor = request.IsAutomatic ? null : request.PlacedBy,
        Details = JsonSerializer.Serialize(new
        {
            network = block.Network,
            placed_by = block.PlacedBy,
            reason = block.Reason,
            score = block.Score,
            repetition = block.Repetition,
            expires_at = block.ExpiresAt,
        }),
        Condition = new EventCondition("EXISTS (SELECT 1 FROM ip_blocks WHERE id = {0})", block.Id),
    };

    // Microseconds are what PostgreSQL keeps: what is compared with a stored time must have been one.
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }
}
