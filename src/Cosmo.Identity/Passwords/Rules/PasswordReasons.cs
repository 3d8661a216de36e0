namespace Cosmo.Identity.Passwords.Rules;

/// <summary>Why a password is refused, in words for people (NIST SP 800-63B-4 §3.1.1.2: with the reason).</summary>
internal static class PasswordReasons
{
    public const string NotText = "is not valid Unicode text";
    public const string Common = "is on lists of passwords that attackers try first";
    public const string Repetition = "repeats a few characters over and over";
    public const string Run = "is a run of neighbouring characters";
    public const string Context = "is little more than your user name, e-mail address or name, or what this service is called";
    public const string Breached = "has appeared in a data breach: attackers have it";

    public static readonly string TooLong = $"has more than {PasswordRules.MaximumLength} characters";

    public static string TooShort(int least) => $"has fewer than {least} characters";
}
