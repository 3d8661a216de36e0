using Cosmo.Identity.Passwords;

namespace Cosmo.Identity.Accounts.ChangePassword;

/// <summary>Which new passwords a person may choose: any of 8 to 128 characters, whatever they are, that is not their own name (ASVS 6.2.1, 6.2.5, 6.2.9).</summary>
internal static class NewPasswordRule
{
    private const int Shortest = 8;
    private const int Longest = 128;

    /// <summary>What is wrong with a new password, in words for the person; null when it may be used.</summary>
    public static string? FaultOf(string? password, UserRecord user)
    {
        // Characters as Unicode counts them, so that no language has longer passwords than another (NIST SP 800-63B-4 §3.1.1.2).
        var length = password?.EnumerateRunes().Count() ?? 0;
        return length < Shortest ? $"The new password needs at least {Shortest} characters."
            : length > Longest ? $"The new password may have at most {Longest} characters."
            : !PasswordHashing.CanBeHashed(password!) ? "The new password holds characters that cannot be used."
            : IsNameOf(user, password!) ? "The new password must not be your user name or e-mail address."
            : null;
    }

    private static bool IsNameOf(UserRecord user, string password) =>
        UserNames.Canonical(password) is { } name && (name == UserNames.Canonical(user.UserName) || name == UserNames.Canonical(user.Email));
}
