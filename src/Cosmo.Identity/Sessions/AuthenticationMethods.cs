namespace Cosmo.Identity.Sessions;

/// <summary>Names of the claim <c>amr</c> (RFC 8176 §2).</summary>
internal static class AuthenticationMethods
{
    public const string Password = "pwd";

    /// <summary>A one-time password: of an authenticator app, or a recovery code.</summary>
    public const string OneTimePassword = "otp";

    /// <summary>More than one factor.</summary>
    public const string Multiple = "mfa";

    /// <summary>How somebody signed in by a passkey that stays on one device and verified them: key, person, and so two factors.</summary>
    public const string BoundPasskey = $"hwk user {Multiple}";

    /// <summary>The same by one that is copied between devices: its key is software.</summary>
    public const string SynchronizedPasskey = $"swk user {Multiple}";

    /// <summary>How somebody signed in who gave their password and a code.</summary>
    public const string PasswordAndCode = $"{Password} {OneTimePassword} {Multiple}";
}
