namespace Cosmo.Identity.SecurityEvents.Floods;

/// <summary>
/// Decides which events get a row of their own and which are only counted, by two measures: what one address may cause of a type, and
/// what all of them together may. Its memory is bounded, however many addresses there are.
/// </summary>
internal sealed class FloodGauge(TimeProvider clock)
{
    /// <summary>Where the addresses themselves are a flood.</summary>
    public const string ManyAddresses = "*";

    private const double BurstByAddress = 30;
    private const double PerSecondByAddress = 1;

    // 10 a second for ever are 100 MB in six hours; slower floods than that are no floods.
    private const double BurstByType = 2000;
    private const double PerSecondByType = 10;

    private const int MostAddresses = 10_000;
    private const int MostFloods = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<(SecurityEventType, string), LinkedListNode<AddressBucket>> byAddress = [];
    private readonly LinkedList<AddressBucket> leastRecent = [];
    private readonly Dictionary<SecurityEventType, TokenBucket> byType = [];
    private readonly Dictionary<(SecurityEventType, string), Flood> floods = [];
    private readonly List<FloodWindow> ended = [];
    private readonly long begun = clock.GetTimestamp();

    /// <summary>The window in which the event is to be counted, entered already; null where it gets a row of its own.</summary>
    public FloodWindow? Admit(SecurityEvent fact)
    {
        if (fact.AddressKey is not { } address || fact.Condition is not null || !FloodTypes.All.Contains(fact.Type))
        {
            return null;
        }

        lock (gate)
        {
            var now = Now();
            if (!BucketOf(fact.Type, address).Take(now))
            {
                return Enter(fact, floods.ContainsKey((fact.Type, address)) || floods.Count < MostFloods ? address : ManyAddresses, now);
            }

            return BucketOf(fact.Type).Take(now) ? null : Enter(fact, ManyAddresses, now);
        }
    }

    /// <summary>The windows that are over and that nobody counts in any more.</summary>
    /// <param name="all">Those that are still open as well.</param>
    public IReadOnlyList<FloodWindow> TakeEnded(bool all)
    {
        lock (gate)
        {
            var now = Now();
            foreach (var (key, flood) in floods.ToList())
            {
                End(flood, now, all);
                if (flood.IsOver(now))
                {
                    floods.Remove(key);
                }
            }

            var quiet = ended.Where(window => !window.IsBusy).ToList();
            ended.RemoveAll(window => quiet.Contains(window));
            return quiet;
        }
    }

    /// <summary>They could not be turned into events; they come again.</summary>
    public void Return(IEnumerable<FloodWindow> windows)
    {
        lock (gate)
        {
            ended.AddRange(windows);
        }
    }

    private FloodWindow Enter(SecurityEvent fact, string address, double now)
    {
        if (!floods.TryGetValue((fact.Type, address), out var flood))
        {
            floods[(fact.Type, address)] = flood = new Flood(fact.Type, address);
        }

        End(flood, now, evenIfOpen: false);
        return flood.Enter(now, fact.OccurredAt);
    }

    private void End(Flood flood, double now, bool evenIfOpen)
    {
        if (flood.End(now, evenIfOpen) is { } window)
        {
            ended.Add(window);
        }
    }

    private TokenBucket BucketOf(SecurityEventType type, string address)
    {
        if (byAddress.TryGetValue((type, address), out var known))
        {
            leastRecent.Remove(known);
            leastRecent.AddLast(known);
            return known.Value.Bucket;
        }

        if (byAddress.Count >= MostAddresses)
        {
            byAddress.Remove(leastRecent.First!.Value.Key);
            leastRecent.RemoveFirst();
        }

        var bucket = new TokenBucket(BurstByAddress, PerSecondByAddress);
        byAddress[(type, address)] = leastRecent.AddLast(new AddressBucket((type, address), bucket));
        return bucket;
    }

    private TokenBucket BucketOf(SecurityEventType type)
    {
        if (!byType.TryGetValue(type, out var bucket))
        {
            byType[type] = bucket = new TokenBucket(BurstByType, PerSecondByType);
        }

        return bucket;
    }

    private double Now() => clock.GetElapsedTime(begun).TotalSeconds;

    private sealed record AddressBucket((SecurityEventType, string) Key, TokenBucket Bucket);
}
