using System.Runtime.InteropServices;

namespace Cosmo.Identity.RateLimits;

/// <summary>
/// The hits of one key that still count, oldest first: a sliding window kept exactly. GCRA lets a burst be followed by a refill,
/// and two half-filled buckets can hide a burst between them; either allows more than the limit within one window.
/// </summary>
internal struct HitLog
{
    private Hit[] hits;
    private int count;

    /// <summary>How many hits count at <paramref name="now"/>; those that no longer do are dropped.</summary>
    public int CountAt(long now, long window)
    {
        var first = 0;
        while (first < count && now - hits[first].At >= window)
        {
            first++;
        }

        if (first > 0)
        {
            Array.Copy(hits, first, hits, 0, count - first);
            count -= first;
        }

        var total = 0;
        for (var i = 0; i < count; i++)
        {
            total += hits[i].Count;
        }

        return total;
    }

    /// <summary>One more at <paramref name="now"/>.</summary>
    public void Add(long now, long grain)
    {
        var at = grain == 1 ? now : ((now / grain) + 1) * grain;
        if (count > 0 && hits[count - 1].At >= at)
        {
            hits[count - 1].Count++;
            return;
        }

        hits ??= new Hit[1];
        if (count == hits.Length)
        {
            Array.Resize(ref hits, count * 2);
        }

        hits[count++] = new Hit { At = at, Count = 1 };
    }

    /// <summary>How long it takes from <paramref name="now"/> until the window holds fewer than <paramref name="limit"/>, or one hit fewer where it does already.</summary>
    public readonly long FreeIn(long now, long window, int used, int limit)
    {
        for (var i = 0; i < count; i++)
        {
            used -= hits[i].Count;
            if (used < limit)
            {
                return hits[i].At + window - now;
            }
        }

        return 0;
    }

    /// <summary>When the last hit ceases to count.</summary>
    public readonly long EndsAt(long window) => count == 0 ? 0 : hits[count - 1].At + window;

    [StructLayout(LayoutKind.Auto)]
    private struct Hit
    {
        public long At;
        public int Count;
    }
}
