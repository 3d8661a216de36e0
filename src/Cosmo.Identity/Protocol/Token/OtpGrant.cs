namespace Cosmo.Identity.Protocol.Token;

/// <summary>The names of the grant by which a client brings the second factor of a person whose password it brought before; <c>docs/second-factors.md</c> describes it.</summary>
internal static class OtpGrant
{
    /// <summary>The grant type. Who may use the password grant may use it.</summary>
    public const string Name = "urn:cosmo:grant:otp";

    /// <summary>What the password grant answers instead of tokens.</summary>
    public const string MfaRequired = "mfa_required";

    /// <summary>The parameter that stands for the password: of the answer and of the request.</summary>
    public const string MfaToken = "mfa_token";

    /// <summary>The parameter with six digits of an app.</summary>
    public const string Otp = "otp";

    /// <summary>The parameter with a recovery code.</summary>
    public const string RecoveryCode = "recovery_code";
}
