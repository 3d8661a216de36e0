using System.Net;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Threats.Exemptions;

/// <summary>
/// The exemptions that administrators placed, in memory. Asking costs one look where there are none, else one per prefix length in use, and
/// no allocation. An exemption ends by the clock, read anew or not.
/// </summary>
internal sealed class ExemptionTable(TimeProvider clock)
{
    private const int AllBits = 128;

    private volatile Level[] levels = [];

    /// <summary>Whether one of them holds <paramref name="address"/>.</summary>
    /// <param name="address">Canonical, as <see cref="RequestOrigin.Address"/> is.</param>
    public bool Contains(IPAddress address) => levels is { Length: > 0 } known && Holds(known, address, AllBits);

    /// <summary>Whether one of them holds every address of <paramref name="network"/>.</summary>
    public bool Covers(IPNetwork network) => levels is { Length: > 0 } known && Holds(known, network.BaseAddress, Subnet.PrefixOf(network));

    /// <summary>Knows these from now on, and no other. Of two for one network, which nodes whose clocks differ may have placed, the longer counts.</summary>
    public void Replace(IEnumerable<MemorizedExemption> exemptions) =>
        levels =
        [
            .. exemptions.GroupBy(one => one.Network).Select(same => same.MaxBy(one => one.ExpiresAt ?? DateTimeOffset.MaxValue)!)
                .GroupBy(one => Subnet.PrefixOf(one.Network)).Select(group => new Level(group.Key, group)).OrderBy(level => level.Prefix),
        ];

    /// <summary>Knows one more; whoever changes the table does so in turn.</summary>
    public void Add(MemorizedExemption exemption) => Replace([.. All().Where(one => one.Network != exemption.Network), exemption]);

    /// <summary>Forgets one; whoever changes the table does so in turn.</summary>
    public void Remove(Guid id) => Replace([.. All().Where(one => one.Id != id)]);

    private IEnumerable<MemorizedExemption> All() => levels.SelectMany(level => level.Entries.Values);

    private bool Holds(Level[] known, IPAddress address, int longest)
    {
        var bits = Subnet.Bits(address);
        var least = Subnet.FixedBitsOf(address);
        var now = clock.GetUtcNow();
        foreach (var level in known)
        {
            if (level.Prefix >= least && level.Prefix <= longest && level.Entries.TryGetValue(bits & level.Mask, out var entry) && entry.StandsAt(now))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Level(int prefix, IEnumerable<MemorizedExemption> exemptions)
    {
        public int Prefix => prefix;

        public UInt128 Mask { get; } = prefix == 0 ? UInt128.Zero : UInt128.MaxValue << (AllBits - prefix);

        public Dictionary<UInt128, MemorizedExemption> Entries { get; } = exemptions.ToDictionary(one => Subnet.Bits(one.Network.BaseAddress));
    }
}

/// <summary>An exemption as the front door knows it.</summary>
internal sealed record MemorizedExemption(Guid Id, IPNetwork Network, DateTimeOffset? ExpiresAt)
{
    public bool StandsAt(DateTimeOffset now) => ExpiresAt is not { } end || end > now;
}
