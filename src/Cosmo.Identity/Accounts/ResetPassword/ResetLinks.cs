using Cosmo.Identity.Accounts.OneTimeTokens;

namespace Cosmo.Identity.Accounts.ResetPassword;

/// <summary>Where the two pages are, for mails.</summary>
internal static class ResetLinks
{
    public const string ForgotPath = "/forgot-password";

    private const string ResetPath = "/reset-password?token=";

    public static string PathOf(OneTimeSecret secret) => ResetPath + secret.Text;
}
