using System.Buffers;
using System.Text;

namespace Cosmo.Identity.Unicode;

/// <summary>
/// Unicode's normalization form KC (UAX #15) from our own table: without ICU the framework's <see cref="string.Normalize()"/>
/// returns what it is given, and then two spellings of one name are two names.
/// </summary>
internal static class Nfkc
{
    // Hangul syllables are arithmetic (The Unicode Standard §3.12).
    private const int SyllableBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TrailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TrailCount = 28;
    private const int SyllableCount = LeadCount * VowelCount * TrailCount;

    private static readonly Lazy<NfkcTable> Table = new(NfkcTable.Load);

    /// <summary>Null where the text is no valid Unicode, or has a code point that the table's version of Unicode does not know.</summary>
    public static string? Normalize(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var table = Table.Value;
        var points = new List<int>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length) != OperationStatus.Done || !table.IsAssigned(rune.Value))
            {
                return null;
            }

            Decompose(table, rune.Value, points);
            i += length;
        }

        Order(table, points);
        Compose(table, points);
        var normalized = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            normalized.Append(new Rune(point).ToString());
        }

        return normalized.ToString();
    }

    private static void Decompose(NfkcTable table, int point, List<int> into)
    {
        var syllable = point - SyllableBase;
        if (syllable is >= 0 and < SyllableCount)
        {
            into.Add(LeadBase + (syllable / (VowelCount * TrailCount)));
            into.Add(VowelBase + (syllable % (VowelCount * TrailCount) / TrailCount));
            if (syllable % TrailCount > 0)
            {
                into.Add(TrailBase + (syllable % TrailCount));
            }
        }
        else if (table.Decompositions.TryGetValue(point, out var parts))
        {
            into.AddRange(parts);
        }
        else
        {
            into.Add(point);
        }
    }

    /// <summary>Marks that follow one letter, in the order of their combining classes; those of one class stay as they are.</summary>
    private static void Order(NfkcTable table, List<int> points)
    {
        for (var i = 1; i < points.Count; i++)
        {
            var combining = table.ClassOf(points[i]);
            for (var j = i; combining > 0 && j > 0 && table.ClassOf(points[j - 1]) > combining; j--)
            {
                (points[j - 1], points[j]) = (points[j], points[j - 1]);
            }
        }
    }

    private static void Compose(NfkcTable table, List<int> points)
    {
        var starter = -1;
        var end = 0;
        var lastClass = 0;
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var combining = table.ClassOf(point);
            // A mark of the same class in between, or a letter, blocks the way to the starter.
            var isBlocked = starter >= 0 && end - 1 > starter && (lastClass >= combining || lastClass == 0);
            if (starter >= 0 && !isBlocked && Pair(table, points[starter], point) is { } composed)
            {
                points[starter] = composed;
                continue;
            }

            if (combining == 0)
            {
                starter = end;
            }

            lastClass = combining;
            points[end++] = point;
        }

        points.RemoveRange(end, points.Count - end);
    }

    private static int? Pair(NfkcTable table, int first, int second)
    {
        if (first - LeadBase is >= 0 and < LeadCount and var lead && second - VowelBase is >= 0 and < VowelCount and var vowel)
        {
            return SyllableBase + (((lead * VowelCount) + vowel) * TrailCount);
        }

        var syllable = first - SyllableBase;
        if (syllable is >= 0 and < SyllableCount && syllable % TrailCount == 0 && second - TrailBase is > 0 and < TrailCount and var trail)
        {
            return first + trail;
        }

        return table.Compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }
}
