using System.Globalization;
using System.Text;

namespace Cosmo.Identity.Mail;

/// <summary>Which texts are the address of one mailbox: stricter than RFC 5321, whose quoted forms no provider gives out and injections live on.</summary>
internal static class MailAddresses
{
    // RFC 5321 §4.5.3.1; the path's 256 include its brackets.
    private const int Longest = 254;
    private const int LongestLocalPart = 64;
    private const int LongestLabel = 63;

    /// <summary>Whether it is one address, without display name, quotes, comments, blanks or controls, at a domain of at least one label.</summary>
    public static bool IsOne(string? text)
    {
        if (text is null || text.Length > Longest || text.IndexOf('@', StringComparison.Ordinal) is var at && (at is < 1 or > LongestLocalPart || at != text.LastIndexOf('@')))
        {
            return false;
        }

        return IsLocalPart(text[..at]) && IsDomain(text[(at + 1)..]);
    }

    private static bool IsLocalPart(string text) => IsDotted(text) && text.EnumerateRunes().All(IsAtom);

    private static bool IsDomain(string text) => IsDotted(text)
        && text.Split('.').All(label => label.Length <= LongestLabel && label[0] != '-' && label[^1] != '-')
        && text.EnumerateRunes().All(rune => rune.Value is '.' or '-' || Rune.IsLetterOrDigit(rune) || IsMark(rune));

    private static bool IsDotted(string text) => text.Length > 0 && text[0] != '.' && text[^1] != '.' && !text.Contains("..", StringComparison.Ordinal);

    /// <summary>RFC 5322 §3.2.3, and letters of all scripts (RFC 6531).</summary>
    private static bool IsAtom(Rune rune) => rune.IsAscii
        ? Rune.IsLetterOrDigit(rune) || "!#$%&'*+-/=?^_`{|}~.".Contains((char)rune.Value)
        : Rune.IsLetterOrDigit(rune) || IsMark(rune);

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
