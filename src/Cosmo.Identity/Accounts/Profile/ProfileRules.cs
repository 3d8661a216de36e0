using System.Text.RegularExpressions;

namespace Cosmo.Identity.Accounts.Profile;

/// <summary>What the claims of OpenID Connect Core §5.1 may hold, wherever they come from: a file, an import or the person.</summary>
internal static partial class ProfileRules
{
    public const int LongestText = 1000;

    private const int LongestEmail = 254;

    /// <summary>One line that is not too long.</summary>
    public static bool IsText(string text) => text.Length <= LongestText && !text.Any(char.IsControl);

    /// <summary>Lines of an address are parted by line feeds (OpenID Connect Core §5.1.1).</summary>
    public static bool IsLines(string text) => IsText(text.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal));

    /// <summary>One e-mail address, never a header line or a list.</summary>
    public static bool IsEmail(string email) => email.Length <= LongestEmail && Email().IsMatch(email) && UserNames.Canonical(email) is not null;

    /// <summary>YYYY-MM-DD, 0000-MM-DD or YYYY.</summary>
    public static bool IsBirthdate(string date) => Birthdate().IsMatch(date);

    public static bool IsZone(string zone) => ZoneName().IsMatch(zone);

    /// <summary>A language tag such as en-GB (BCP 47).</summary>
    public static bool IsLocale(string locale) => LanguageTag().IsMatch(locale);

    /// <summary>Such as +1 (425) 555-1212 (E.164, RFC 3966).</summary>
    public static bool IsPhone(string phone) => PhoneNumber().IsMatch(phone);

    /// <summary>An https or http address without characters that cannot be seen.</summary>
    public static bool IsLink(string uri) =>
        IsText(uri) && Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme is "https" or "http" && !uri.Any(char.IsWhiteSpace);

    [GeneratedRegex(@"^[^@\s\p{C}<>()\[\]\\,;:""]+@[^@\s\p{C}<>()\[\]\\,;:""%]+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Email();

    [GeneratedRegex(@"^([0-9]{4}|[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Birthdate();

    [GeneratedRegex(@"^[A-Za-z0-9_+/-]{1,64}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ZoneName();

    [GeneratedRegex(@"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,8}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"^\+?[0-9(][0-9 ().\-/]{1,40}(;ext=[0-9]{1,15})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PhoneNumber();
}
