using System.Runtime.InteropServices;

namespace Cosmo.Identity.Threats.Detection;

/// <summary>Distinct keys of the recent past, oldest first, each with a mark; never more than a fixed number.</summary>
internal sealed class RecentSet(int most)
{
    // At most a few hundred: looking through them is faster than any index, and smaller.
    private readonly List<Entry> entries = [];

    public bool IsFull => entries.Count >= most;

    public void Add(long key, TimeSpan now, long? mark = null)
    {
        var at = entries.FindIndex(entry => entry.Key == key);
        if (at >= 0)
        {
            // The same try may be told twice, once without its mark.
            mark ??= entries[at].Mark;
            entries.RemoveAt(at);
        }
        else if (IsFull)
        {
            entries.RemoveAt(0);
        }

        entries.Add(new Entry(key, mark, now));
    }

    public void Remove(long key) => entries.RemoveAll(entry => entry.Key == key);

    public bool Contains(long key) => entries.Exists(entry => entry.Key == key);

    public void Clear() => entries.Clear();

    /// <summary>How many keys are younger than <paramref name="since"/>; forgets the others.</summary>
    public int CountSince(TimeSpan since)
    {
        var old = 0;
        while (old < entries.Count && entries[old].At < since)
        {
            old++;
        }

        entries.RemoveRange(0, old);
        return entries.Count;
    }

    /// <summary>How many keys there are, of each mark in <paramref name="forgiven"/> only those beyond <paramref name="slips"/>.</summary>
    public int CountBeyond(int slips, RecentSet? forgiven)
    {
        if (forgiven is null)
        {
            return entries.Count;
        }

        return entries.GroupBy(entry => entry.Mark).Sum(group => group.Key is { } mark && forgiven.Contains(mark) ? Math.Max(0, group.Count() - slips) : group.Count());
    }

    /// <summary>How many keys bear the commonest mark.</summary>
    public int MostWithOneMark()
    {
        var counts = new Dictionary<long, int>();
        var greatest = 0;
        foreach (var entry in entries)
        {
            if (entry.Mark is { } mark)
            {
                greatest = Math.Max(greatest, counts[mark] = counts.GetValueOrDefault(mark) + 1);
            }
        }

        return greatest;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(long Key, long? Mark, TimeSpan At);
}
