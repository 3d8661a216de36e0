using System.Globalization;
using System.Text;
using Cosmo.Identity.Unicode;

namespace Cosmo.Identity.Accounts;

/// <summary>User names and e-mail addresses in the one form that lookups, limits and locks compare.</summary>
internal static class UserNames
{
    /// <summary>The longest name that is looked up at all, in its canonical form too.</summary>
    public const int LongestName = 256;

    /// <summary>
    /// Trimmed, compatibility-composed (NFKC) and folded to upper case without regard to a culture; null where the text holds
    /// characters that cannot be seen or reorder others, or is no valid Unicode.
    /// </summary>
    public static string? Canonical(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName)
        {
            return null;
        }

        // Upper case can undo the composition: it is made once more.
        return Nfkc.Normalize(name)?.Trim().ToUpperInvariant() is { } folded
            && Nfkc.Normalize(folded) is { Length: > 0 and <= LongestName } canonical
            && canonical.EnumerateRunes().All(IsVisible)
            ? canonical
            : null;
    }

    private static bool IsVisible(Rune rune) => !IsIgnorable(rune.Value) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>Letters and marks that show nothing (Default_Ignorable_Code_Point), and the blank of Braille: with them two names look like one.</summary>
    private static bool IsIgnorable(int point) => point is
        0x034F or (>= 0x115F and <= 0x1160) or (>= 0x17B4 and <= 0x17B5) or (>= 0x180B and <= 0x180F) or 0x2800
        or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0100 and <= 0xE01EF);
}
