using System.Collections.Concurrent;
using System.Net;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Threats;

/// <summary>All blocks that stand, in memory. Asking costs a look per prefix length in use, and no allocation.</summary>
internal sealed class BlockTable(TimeProvider clock)
{
    private readonly Lock changing = new();
    private readonly NetworkTable enforced = new();
    private readonly NetworkTable shadows = new();

    /// <summary>Whether anybody at all is refused: the only question on the way of all others.</summary>
    public bool IsEmpty => enforced.IsEmpty;

    /// <summary>The narrowest block in force that <paramref name="address"/> is in; null when there is none.</summary>
    public BlockEntry? Find(IPAddress address) => enforced.IsEmpty ? null : enforced.Find(address, clock.GetUtcNow());

    /// <summary>The narrowest block that would be in force, were the mode not shadow.</summary>
    public BlockEntry? FindShadow(IPAddress address) => shadows.IsEmpty ? null : shadows.Find(address, clock.GetUtcNow());

    /// <summary>Whether exactly this network is blocked, or in its shadow at least where that is asked.</summary>
    public bool Holds(IPNetwork network, bool orShadow)
    {
        var now = clock.GetUtcNow();
        return enforced.Get(network)?.StandsAt(now) is true || (orShadow && shadows.Get(network)?.StandsAt(now) is true);
    }

    public void Add(BlockEntry entry)
    {
        lock (changing)
        {
            (entry.IsShadow ? shadows : enforced).Set(entry);
        }
    }

    /// <summary>Forgets one block, not a younger one of the same network.</summary>
    public void Remove(IPNetwork network, Guid id)
    {
        lock (changing)
        {
            enforced.Remove(network, id);
            shadows.Remove(network, id);
        }
    }

    /// <summary>Forgets whatever stands against <paramref name="network"/>.</summary>
    public void Remove(IPNetwork network)
    {
        lock (changing)
        {
            enforced.Remove(network, null);
            shadows.Remove(network, null);
        }
    }

    /// <summary>Forgets blocks that have ended and have nothing left to report.</summary>
    public void Sweep()
    {
        var now = clock.GetUtcNow();
        foreach (var ended in All().Where(entry => !entry.StandsAt(now)).ToList())
        {
            Remove(ended.Network, ended.Id);
        }
    }

    /// <summary>Every block in memory, ended ones that were not swept yet among them.</summary>
    public IEnumerable<BlockEntry> All() => enforced.All().Concat(shadows.All());

    /// <summary>Blocks by network; a request is looked up from the longest prefix to the shortest.</summary>
    private sealed class NetworkTable
    {
        private volatile Level[] levels = [];

        public bool IsEmpty => levels.Length == 0;

        public BlockEntry? Find(IPAddress address, DateTimeOffset now)
        {
            var bits = Subnet.Bits(address);
            var least = Subnet.FixedBitsOf(address);
            foreach (var level in levels)
            {
                if (level.Prefix >= least && level.Entries.TryGetValue(bits & level.Mask, out var entry) && entry.StandsAt(now))
                {
                    return entry;
                }
            }

            return null;
        }

        public BlockEntry? Get(IPNetwork network)
        {
            var prefix = Subnet.PrefixOf(network);
            foreach (var level in levels)
            {
                if (level.Prefix == prefix)
                {
                    return level.Entries.GetValueOrDefault(Subnet.Bits(network.BaseAddress));
                }
            }

            return null;
        }

        public IEnumerable<BlockEntry> All() => levels.SelectMany(level => level.Entries.Values);

        public void Set(BlockEntry entry)
        {
            var prefix = Subnet.PrefixOf(entry.Network);
            var level = Array.Find(levels, level => level.Prefix == prefix);
            if (level is null)
            {
                level = new Level(prefix);
                levels = [.. levels.Append(level).OrderByDescending(other => other.Prefix)];
            }

            var key = Subnet.Bits(entry.Network.BaseAddress);
            // Read anew, it is the same one and keeps its count.
            if (level.Entries.GetValueOrDefault(key)?.Id != entry.Id)
            {
                level.Entries[key] = entry;
            }
        }

        public void Remove(IPNetwork network, Guid? id)
        {
            var prefix = Subnet.PrefixOf(network);
            var key = Subnet.Bits(network.BaseAddress);
            if (Array.Find(levels, level => level.Prefix == prefix) is not { } level || !level.Entries.TryGetValue(key, out var entry) || (id is not null && entry.Id != id))
            {
                return;
            }

            level.Entries.TryRemove(key, out _);
            if (level.Entries.IsEmpty)
            {
                levels = [.. levels.Where(other => other != level)];
            }
        }
    }

    private sealed class Level(int prefix)
    {
        public int Prefix => prefix;

        public UInt128 Mask { get; } = prefix == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - prefix);

        public ConcurrentDictionary<UInt128, BlockEntry> Entries { get; } = new();
    }
}
