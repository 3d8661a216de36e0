using System.Net.Sockets;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Threats.Blocks;

/// <summary>
/// What administrators order of blocks: place, lift, extend, and a whole list. Each is an event with who and why in the transaction of the
/// block itself; this server's front door obeys before the answer leaves.
/// </summary>
public sealed class BlockOrders
{
    private const int WidestIPv4 = 8;

    private const int WidestIPv6 = 16;

    private readonly IpBlocks blocks;
    private readonly IpBlockReader reader;
    private readonly BlockExemptions exempt;
    private readonly ThreatsOptions options;
    private readonly TimeProvider clock;

    internal BlockOrders(IpBlocks blocks, IpBlockReader reader, BlockExemptions exempt, ThreatsOptions options, TimeProvider clock) =>
        (this.blocks, this.reader, this.exempt, this.options, this.clock) = (blocks, reader, exempt, options, clock);

    /// <summary>Why a network may not be blocked by whoever orders it; null where it may.</summary>
    public BlockFault? FaultOf(AdminAct act, NetworkName name)
    {
        var network = name.Subscriber.Network;
        return IsTooWide(network) ? BlockFault.TooWide
            : exempt.SettingsCover(network) ? BlockFault.Exempt
            : exempt.Covers(network) ? BlockFault.Exempted
            // They could not come back to lift it, unless the settings let them in all the same. Another administrator may end an exemption.
            : network.Contains(act.Address) && !exempt.SettingsContain(act.Address) ? BlockFault.OwnNetwork
            : null;
    }

    /// <summary>Whether a network holds a good part of the Internet: no order is about so many.</summary>
    internal static bool IsTooWide(System.Net.IPNetwork network) =>
        network.PrefixLength < (network.BaseAddress.AddressFamily is AddressFamily.InterNetwork ? WidestIPv4 : WidestIPv6);

    /// <summary>Blocks an address, with the rest of its IPv6 /64, or a network.</summary>
    /// <param name="act">Who orders it, and why.</param>
    /// <param name="name">Whom.</param>
    /// <param name="duration">How long; null where the settings say it, by how often the network was blocked before.</param>
    /// <param name="cancellationToken">Gives up before it is begun.</param>
    public async Task<BlockResult> PlaceAsync(AdminAct act, NetworkName name, TimeSpan? duration, CancellationToken cancellationToken)
    {
        if (FaultOf(act, name) is { } fault)
        {
            return new BlockResult.Refused(fault);
        }

        var placed = await blocks.PlaceAllAsync([name.Subscriber.Network], RequestOf(act, duration), block => Placed(act, block), cancellationToken);
        return placed is [var block] ? new BlockResult.Done(Known(block)) : new BlockResult.Refused(BlockFault.Blocked);
    }

    /// <summary>Lifts one block; whoever else is refused by a wider one still is.</summary>
    /// <returns>The block as it is now; null where none of this key stood.</returns>
    public async Task<KnownBlock?> LiftAsync(AdminAct act, Guid id, CancellationToken cancellationToken)
    {
        if (await reader.FindRowAsync(id, cancellationToken) is not { } block)
        {
            return null;
        }

        var fact = act.Event(SecurityEventType.BlockLifted, null, ("network", block.Network), ("block", block.Id), ("placed_by", block.PlacedBy), ("until", block.ExpiresAt));
        return await blocks.LiftAsync(block, fact, cancellationToken) ? await reader.FindAsync(id, cancellationToken) : null;
    }

    /// <summary>
    /// Lets a block last longer: this long from now. It is lifted and placed anew in one transaction, under the name of whoever extends it and
    /// with their reason; a block that only a shadow stood for is in force then.
    /// </summary>
    public async Task<BlockResult> ExtendAsync(AdminAct act, Guid id, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (await reader.FindRowAsync(id, cancellationToken) is not { } old || !Known(old).Stands)
        {
            return new BlockResult.Refused(BlockFault.NotBlocked);
        }

        if (FaultOf(act, NetworkName.Of(System.Net.IPNetwork.Parse(old.Network))) is { } fault)
        {
            return new BlockResult.Refused(fault);
        }

        if (clock.GetUtcNow() + duration <= old.ExpiresAt)
        {
            return new BlockResult.Refused(BlockFault.EndsLater);
        }

        return await blocks.ReplaceAsync(old, RequestOf(act, duration), block => Placed(act, block, old), cancellationToken) is { } block
            ? new BlockResult.Done(Known(block))
            : new BlockResult.Refused(BlockFault.NotBlocked);
    }

    /// <summary>Blocks a whole list in one transaction. All lines are judged first, and nothing is done where one is bad.</summary>
    /// <param name="act">Who orders it, and why.</param>
    /// <param name="list">One network in each line.</param>
    /// <param name="duration">How long; null where the settings say it.</param>
    /// <param name="cancellationToken">Gives up before it is begun.</param>
    public async Task<ImportResult> ImportAsync(AdminAct act, string list, TimeSpan? duration, CancellationToken cancellationToken)
    {
        var lines = BlockList.Read(list);
        List<BadLine> bad = [.. lines.Select(line => line.Name is null ? line.Bad(BlockFault.NoNetwork) : FaultOf(act, line.Name) is { } fault ? line.Bad(fault) : null).OfType<BadLine>()];
        if (bad.Count > 0)
        {
            return new ImportResult.Refused(bad);
        }

        List<System.Net.IPNetwork> networks = [.. lines.Select(line => line.Name!.Subscriber.Network).Distinct()];
        if (networks.Count is 0 or > BlockList.MostNetworks)
        {
            return networks.Count == 0 ? new ImportResult.Empty() : new ImportResult.TooMany();
        }

        var placed = await blocks.PlaceAllAsync(networks, RequestOf(act, duration), block => Placed(act, block), cancellationToken);
        return new ImportResult.Done(placed.Count, networks.Count - placed.Count);
    }

    private KnownBlock Known(IpBlock block) => KnownBlock.Of(block, options, exempt, clock.GetUtcNow());

    private static BlockRequest RequestOf(AdminAct act, TimeSpan? duration) => new(act.Actor, act.Reason ?? "") { Duration = duration };

    private static SecurityEvent Placed(AdminAct act, IpBlock block, IpBlock? old = null) => act.Event(
        SecurityEventType.BlockPlaced,
        null,
        ("network", block.Network),
        ("block", block.Id),
        ("expires_at", block.ExpiresAt),
        ("repetition", block.Repetition),
        ("in_place_of", old?.Id),
        ("which_was_until", old?.ExpiresAt));
}
