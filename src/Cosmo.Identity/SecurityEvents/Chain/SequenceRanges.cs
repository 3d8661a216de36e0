using System.Globalization;
using System.Text;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>Ascending numbers as ranges, such as <c>5-9,12</c>: gaps are allowed, since a failed transaction leaves its number unused.</summary>
internal sealed class SequenceRanges
{
    private const long MostNumbers = 1_000_000;

    private readonly List<(long From, long To)> ranges;

    private SequenceRanges(List<(long From, long To)> ranges)
    {
        this.ranges = ranges;
        Count = ranges.Sum(range => range.To - range.From + 1);
    }

    /// <summary>How many numbers they are.</summary>
    public long Count { get; }

    /// <summary>In order.</summary>
    public IEnumerable<long> Numbers
    {
        get
        {
            foreach (var (from, to) in ranges)
            {
                for (var number = from; number <= to; number++)
                {
                    yield return number;
                }
            }
        }
    }

    /// <summary>The numbers of all of them.</summary>
    public static SequenceRanges Union(IEnumerable<SequenceRanges> parts)
    {
        var merged = new List<(long From, long To)>();
        foreach (var (from, to) in parts.SelectMany(part => part.ranges).OrderBy(range => range.From))
        {
            if (merged.Count > 0 && from <= merged[^1].To + 1)
            {
                merged[^1] = (merged[^1].From, Math.Max(to, merged[^1].To));
            }
            else
            {
                merged.Add((from, to));
            }
        }

        return new SequenceRanges(merged);
    }

    public bool Contains(long number)
    {
        var (low, high) = (0, ranges.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (number < ranges[middle].From)
            {
                high = middle - 1;
            }
            else if (number > ranges[middle].To)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes numbers that ascend.</summary>
    public static string Write(IEnumerable<long> numbers)
    {
        var text = new StringBuilder();
        long? from = null;
        var last = 0L;
        foreach (var number in numbers)
        {
            if (from is not null && number == last + 1)
            {
                last = number;
                continue;
            }

            End();
            (from, last) = (number, number);
        }

        End();
        return text.ToString();

        void End()
        {
            if (from is null)
            {
                return;
            }

            text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{from}");
            if (last != from)
            {
                text.Append(CultureInfo.InvariantCulture, $"-{last}");
            }
        }
    }

    /// <summary>Null unless it is what <see cref="Write"/> would write, for a bounded number of numbers.</summary>
    public static SequenceRanges? TryParse(string text)
    {
        var parsed = new List<(long, long)>();
        var (last, count) = (0L, 0L);
        foreach (var part in text.Split(','))
        {
            var dash = part.IndexOf('-');
            if (!TryParse(dash < 0 ? part : part[..dash], out var from) || !TryParse(dash < 0 ? part : part[(dash + 1)..], out var to) || from <= last || to < from)
            {
                return null;
            }

            count += to - from + 1;
            if (count is <= 0 or > MostNumbers)
            {
                return null;
            }

            parsed.Add((from, to));
            last = to;
        }

        return new SequenceRanges(parsed);
    }

    private static bool TryParse(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
