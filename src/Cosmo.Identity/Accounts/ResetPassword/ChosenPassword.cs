using Cosmo.Identity.Passwords;

namespace Cosmo.Identity.Accounts.ResetPassword;

/// <summary>Which passwords a person may choose. It is taken as typed: not trimmed, not normalised, any character.</summary>
internal static class ChosenPassword
{
    private const int Shortest = 8;
    private const int Longest = 128;

    /// <summary>Why it will not do, in words for the person; null when it will. A character is a Unicode code point (NIST SP 800-63B-4 §3.1.1.2).</summary>
    public static string? FaultOf(string? password, UserRecord user) => password switch
    {
        null => "Enter a new password.",
        _ when !PasswordHashing.CanBeHashed(password) && password.Length <= 2 * Longest => "The password has characters that are no valid text.",
        _ when Length(password) < Shortest => $"The password is too short: it needs at least {Shortest} characters.",
        _ when Length(password) > Longest => $"The password is too long: it may have up to {Longest} characters.",
        _ when IsName(password, user.UserName) || IsName(password, user.Email) => "The password is your user name or e-mail address. Choose one that nobody can guess.",
        _ => null,
    };

    private static int Length(string password) => password.EnumerateRunes().Count();

    private static bool IsName(string password, string? name) =>
        string.Equals(password, name, StringComparison.OrdinalIgnoreCase)
        || (UserNames.Canonical(password) is { } canonical && canonical == UserNames.Canonical(name));
}
