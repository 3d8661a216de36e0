namespace Cosmo.Identity.Passwords.Rules;

/// <summary>Why a password is refused, in words for people (NIST SP 800-63B-4 §3.1.1.2: with the reason).</summary>
internal static class PasswordReasons
{
    public static string NotText => PasswordTexts.NotText;

    public static string Common => PasswordTexts.Common;

    public static string Repetition => PasswordTexts.Repetition;

    public static string Run => PasswordTexts.Run;

    public static string Context => PasswordTexts.Context;

    public static string Breached => PasswordTexts.Breached;

    public static string TooLong => string.Format(PasswordTexts.TooLong, PasswordRules.MaximumLength);

    public static string TooShort(int least) => string.Format(PasswordTexts.TooShort, least);
}
