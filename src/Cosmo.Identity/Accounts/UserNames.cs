using System.Globalization;
using System.Text;

namespace Cosmo.Identity.Accounts;

/// <summary>User names and e-mail addresses in the one form that lookups, limits and locks compare.</summary>
internal static class UserNames
{
    /// <summary>The longest name that is looked up at all.</summary>
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

        try
        {
            var folded = name.Normalize(NormalizationForm.FormKC).Trim().ToUpperInvariant().Normalize(NormalizationForm.FormKC);
            return folded.Length > 0 && folded.EnumerateRunes().All(IsVisible) ? folded : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
