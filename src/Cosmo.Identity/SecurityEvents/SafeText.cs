using System.Globalization;
using System.Text;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>Text that somebody hostile may have chosen, made fit for logs, exports and pages: one line, visible, of bounded length.</summary>
internal static class SafeText
{
    /// <summary>Control, format and unassigned characters and lone surrogates become <c>\uXXXX</c>; at most <paramref name="longest"/> characters remain.</summary>
    public static string? Cut(string? text, int longest)
    {
        if (text is null)
        {
            return null;
        }

        var cut = text.AsSpan(0, Math.Min(text.Length, longest));
        if (!cut.ContainsAnyExceptInRange(' ', '~'))
        {
            return cut.Length == text.Length ? text : cut.ToString();
        }

        var safe = new StringBuilder(cut.Length + 16);
        foreach (var rune in cut.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate)
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                safe.Append(rune.ToString());
            }
        }

        return safe.Length <= longest ? safe.ToString() : safe.ToString(0, longest);
    }
}
