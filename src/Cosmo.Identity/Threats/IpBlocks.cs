using System.Data;
using System.Net;
using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats.Blocks;

namespace Cosmo.Identity.Threats;

/// <summary>
/// Places and lifts blocks, each with its event in one transaction. This process obeys at once, every other node within a second.
/// </summary>
internal sealed class IpBlocks(SecurityEventRecorder recorder, Database database, BlockTable table, ThreatsOptions options, BlockExemptions exempt, TimeProvider clock)
{
    /// <summary>The name under which changes are announced, see <see cref="Database.InvalidateAsync"/>.</summary>
    public const string CacheName = "ip_blocks";

    private const int LongestReason = 1000;

    private const int AtOnce = 200;

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
    public async Task<IpBlock?> PlaceAsync(IPNetwork network, BlockRequest request, CancellationToken cancellationToken) =>
        await PlaceAllAsync([network], request, block => EventOf(block, network, request), cancellationToken) is [var block] ? block : null;

    /// <summary>Blocks several networks in one transaction, each with its event; those that are exempt or blocked already are left out.</summary>
    /// <returns>What was placed.</returns>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<IReadOnlyList<IpBlock>> PlaceAllAsync(
        IReadOnlyList<IPNetwork> networks, BlockRequest request, Func<IpBlock, SecurityEvent> tell, CancellationToken cancellationToken)
    {
        var isShadow = request.IsAutomatic && options.Mode is ThreatsMode.Shadow;
        List<IPNetwork> wanted = request.IsAutomatic && options.Mode is ThreatsMode.Off ? [] : [.. networks.Where(network => !exempt.Covers(network) && !table.Holds(network, isShadow))];
        if (wanted.Count == 0)
        {
            return [];
        }

        var now = EventTime.Now(clock);
        var repetitions = await RepetitionsAsync(wanted, isShadow, now, cancellationToken);
        List<IpBlock> blocks = [.. wanted.Select(network => Draft(network, request, isShadow, repetitions.GetValueOrDefault(network.ToString()), now))];
        var touched = await recorder.ExecuteAsync(
            [BlockStatements.Announce, .. blocks.Select(BlockStatements.Insert)], [.. blocks.Select(block => Told(block, tell))], cancellationToken);
        List<IpBlock> placed = [.. blocks.Where((_, i) => touched[1 + i] > 0)];
        placed.ForEach(Obey);
        return placed;
    }

    /// <summary>Lifts what stands against <paramref name="network"/>.</summary>
    /// <returns>Whether there was anything to lift.</returns>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<bool> LiftAsync(IPNetwork network, string actor, CancellationToken cancellationToken)
    {
        var now = EventTime.Now(clock);
        var text = network.ToString();
        var standing = new SqlStatement("SELECT id FROM ip_blocks WHERE network = $1 AND lifted_at IS NULL AND expires_at > $2", text, now);
        if ((await database.ReadAllAsync(standing, row => row.GetGuid(0), cancellationToken)).Count == 0)
        {
            return false;
        }

        var fact = new SecurityEvent
        {
            Type = SecurityEventType.BlockLifted,
            Actor = actor,
            Details = JsonSerializer.Serialize(new { network = text }),
            Condition = new EventCondition("EXISTS (SELECT 1 FROM ip_blocks WHERE network = {0} AND lifted_at = {1})", text, now),
        };
        var touched = await recorder.ExecuteAsync([BlockStatements.Announce, BlockStatements.LiftAll(text, now)], [fact], cancellationToken);
        table.Remove(network);
        return touched[1] > 0;
    }

    /// <summary>Lifts one block.</summary>
    /// <param name="block">Which.</param>
    /// <param name="fact">What is recorded of it, if it was this that lifted it.</param>
    /// <param name="cancellationToken">Gives up before it is begun.</param>
    /// <returns>Whether it stood.</returns>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<bool> LiftAsync(IpBlock block, SecurityEvent fact, CancellationToken cancellationToken)
    {
        var now = EventTime.Now(clock);
        fact.Condition = BlockStatements.IsLifted(block.Id, now);
        var touched = await recorder.ExecuteAsync([BlockStatements.Announce, BlockStatements.Lift(block.Id, now)], [fact], cancellationToken);
        table.Remove(IPNetwork.Parse(block.Network), block.Id);
        return touched[1] > 0;
    }

    /// <summary>
    /// Puts another block in the place of one that stands: lifted and placed anew in one transaction, so that its network is never let in
    /// between. Of shadows and blocks in force of the same network the new one takes the place of all.
    /// </summary>
    /// <returns>Null where the old one does not stand any more.</returns>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<IpBlock?> ReplaceAsync(IpBlock old, BlockRequest request, Func<IpBlock, SecurityEvent> tell, CancellationToken cancellationToken)
    {
        var now = EventTime.Now(clock);
        var network = IPNetwork.Parse(old.Network);
        var block = Draft(network, request, isShadow: false, old.Repetition, now);
        var touched = await recorder.ExecuteAsync(
            [
                BlockStatements.Announce,
                BlockStatements.LiftAll(old.Network, now).OnlyIf(BlockStatements.Stands(old.Id, now)),
                BlockStatements.Insert(block).OnlyIf(BlockStatements.IsLifted(old.Id, now)),
            ],
            [Told(block, tell)],
            cancellationToken);
        if (touched[2] == 0)
        {
            return null;
        }

        Obey(block);
        table.Remove(network, old.Id);
        return block;
    }

    private IpBlock Draft(IPNetwork network, BlockRequest request, bool isShadow, int repetition, DateTimeOffset now) => new()
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

    private static SecurityEvent Told(IpBlock block, Func<IpBlock, SecurityEvent> tell)
    {
        var fact = tell(block);
        fact.Condition = BlockStatements.IsPlaced(block.Id);
        return fact;
    }

    private void Obey(IpBlock block) => table.Add(new BlockEntry(block.Id, IPNetwork.Parse(block.Network), block.ExpiresAt, block.PlacedBy, block.IsShadow, clock));

    private async Task<Dictionary<string, int>> RepetitionsAsync(List<IPNetwork> networks, bool isShadow, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Dictionary<string, int> found = new(StringComparer.Ordinal);
        foreach (var some in networks.Chunk(AtOnce))
        {
            var places = string.Join(", ", some.Select((_, i) => $"${i + 3}"));
            // What was lifted was a mistake, and does not count.
            var statement = new SqlStatement(
                $"SELECT network, COUNT(*) FROM ip_blocks WHERE network IN ({places}) AND created_at > $1 AND is_shadow = $2 AND lifted_at IS NULL GROUP BY network",
                [now - options.RepetitionWindow, new SqlValue(DbType.Boolean, isShadow), .. some.Select(network => (SqlValue)network.ToString())]);
            foreach (var (network, count) in await database.ReadAllAsync(statement, row => (row.GetString(0), row.GetInt64(1)), cancellationToken))
            {
                found[network] = (int)count;
            }
        }

        return found;
    }

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
    };
}
