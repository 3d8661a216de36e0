using System.Runtime.InteropServices;

namespace Cosmo.Identity.RateLimits;

/// <summary>
/// Counters in this process, by its monotonic clock: no jump of the wall clock frees or locks anybody. Their number is bounded;
/// when all places are taken, keys with little against them make room first, so that a flood of keys does not free who made it.
/// </summary>
internal sealed class MemoryCounters(TimeProvider clock, int mostKeys = MemoryCounters.MostKeys)
{
    /// <summary>Some 30 MB at worst.</summary>
    public const int MostKeys = 1 << 17;

    /// <summary>How many places are looked at to find one that may be given away.</summary>
    private const int Looks = 32;

    private readonly long start = clock.GetTimestamp();
    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, int> places = [];
    private readonly List<Counter> counters = [];
    private int hand;

    /// <summary>How many keys are held.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return counters.Count;
            }
        }
    }

    /// <summary>Asks all rules at once. With <paramref name="take"/> an allowed request counts in each of them, a refused one in none.</summary>
    public RateLimitAnswer Decide(ReadOnlySpan<RateLimitRule> rules, bool take)
    {
        var verdicts = new RateLimitVerdict[rules.Length];
        lock (gate)
        {
            var now = Now();
            var allowed = true;
            for (var i = 0; i < rules.Length; i++)
            {
                verdicts[i] = Ask(rules[i], now);
                allowed &= !verdicts[i].IsRefused;
            }

            if (take && allowed)
            {
                for (var i = 0; i < rules.Length; i++)
                {
                    verdicts[i] = Take(rules[i], now);
                }
            }
        }

        return new RateLimitAnswer(verdicts);
    }

    /// <summary>Counts what was allowed elsewhere.</summary>
    public void Note(ReadOnlySpan<RateLimitRule> rules)
    {
        lock (gate)
        {
            var now = Now();
            foreach (var rule in rules)
            {
                Take(rule, now);
            }
        }
    }

    /// <summary>Takes note that others refused: until one more is free there, nobody need ask them again.</summary>
    public void Refuse(ReadOnlySpan<RateLimitRule> rules, ReadOnlySpan<RateLimitVerdict> verdicts)
    {
        lock (gate)
        {
            var now = Now();
            for (var i = 0; i < rules.Length; i++)
            {
                if (verdicts[i].IsRefused)
                {
                    ref var counter = ref Place(rules[i], now);
                    counter.RefusedUntil = now + Math.Min(verdicts[i].FreeIn, rules[i].Window + rules[i].Grain);
                    counter.ToldUntil = now + rules[i].Window;
                    counter.EndsAt = Math.Max(counter.EndsAt, counter.RefusedUntil);
                    counter.IsFull = true;
                }
            }
        }
    }

    private long Now() => clock.GetElapsedTime(start).Ticks / TimeSpan.TicksPerMicrosecond;

    private RateLimitVerdict Ask(in RateLimitRule rule, long now)
    {
        if (!places.TryGetValue(rule.Key, out var place))
        {
            return default;
        }

        ref var counter = ref CollectionsMarshal.AsSpan(counters)[place];
        var used = counter.Log.CountAt(now, rule.Window);
        var refused = (used >= rule.Limit || now < counter.RefusedUntil) && !IsRepetition(counter, rule, used);
        var news = refused && now >= counter.ToldUntil;
        if (news)
        {
            counter.ToldUntil = now + rule.Window;
        }

        var freeIn = counter.Log.FreeIn(now, rule.Window, used, rule.Limit);
        return now < counter.RefusedUntil
            ? new RateLimitVerdict(refused, rule.Limit, Math.Max(freeIn, counter.RefusedUntil - now), news)
            : new RateLimitVerdict(refused, used, freeIn, news);
    }

    private RateLimitVerdict Take(in RateLimitRule rule, long now)
    {
        ref var counter = ref Place(rule, now);
        var used = counter.Log.CountAt(now, rule.Window);
        if (!IsRepetition(counter, rule, used))
        {
            counter.Log.Add(now, rule.Grain);
            counter.Once = rule.Once;
            counter.EndsAt = counter.Log.EndsAt(rule.Window);
            used++;
        }

        counter.IsFull = used >= rule.Limit;
        return new RateLimitVerdict(false, used, counter.Log.FreeIn(now, rule.Window, used, rule.Limit), false);
    }

    private static bool IsRepetition(in Counter counter, in RateLimitRule rule, int used) => rule.Once != default && rule.Once == counter.Once && used > 0;

    /// <summary>The place of a key; a new key takes a free one, or that of a key with less against it.</summary>
    private ref Counter Place(in RateLimitRule rule, long now)
    {
        if (places.TryGetValue(rule.Key, out var place))
        {
            return ref CollectionsMarshal.AsSpan(counters)[place];
        }

        // Each newcomer looks after the end of two others, so that what has ended goes without anybody waiting for it.
        Sweep(now);
        Sweep(now);
        if (counters.Count < mostKeys)
        {
            place = counters.Count;
            counters.Add(new Counter { Key = rule.Key });
        }
        else
        {
            place = Spare(now);
            places.Remove(counters[place].Key);
            counters[place] = new Counter { Key = rule.Key };
        }

        places.Add(rule.Key, place);
        return ref CollectionsMarshal.AsSpan(counters)[place];
    }

    private void Sweep(long now)
    {
        if (counters.Count == 0)
        {
            return;
        }

        var place = Next();
        if (now < counters[place].EndsAt)
        {
            return;
        }

        places.Remove(counters[place].Key);
        var last = counters.Count - 1;
        if (place != last)
        {
            counters[place] = counters[last];
            places[counters[place].Key] = place;
        }

        counters.RemoveAt(last);
    }

    private int Spare(long now)
    {
        var all = CollectionsMarshal.AsSpan(counters);
        var best = Next();
        for (var i = 1; i < Looks && now < all[best].EndsAt; i++)
        {
            var other = Next();
            if (all[best].IsFull == all[other].IsFull ? all[other].EndsAt < all[best].EndsAt : all[best].IsFull)
            {
                best = other;
            }
        }

        return best;
    }

    private int Next() => hand = hand + 1 < counters.Count ? hand + 1 : 0;

    [StructLayout(LayoutKind.Auto)]
    private struct Counter
    {
        public UInt128 Key;
        public UInt128 Once;
        public HitLog Log;
        public long EndsAt;
        public long ToldUntil;
        public long RefusedUntil;
        public bool IsFull;
    }
}
