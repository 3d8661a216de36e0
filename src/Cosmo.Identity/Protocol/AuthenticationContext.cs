namespace Cosmo.Identity.Protocol;

/// <summary>The claim <c>acr</c> (OpenID Connect Core §2): how strong a sign-in was, computed from how it was done.</summary>
internal static class AuthenticationContext
{
    /// <summary>One factor.</summary>
    public const string SingleFactor = "1";

    /// <summary>Two factors or more, or a passkey that verified the person.</summary>
    public const string MultiFactor = "2";

    /// <summary>The values that can be reached today, as metadata lists them.</summary>
    public static readonly string[] Supported = [SingleFactor];

    /// <param name="amr">RFC 8176 method names, separated by spaces.</param>
    public static string Of(string amr) => amr.Split(' ').Contains("mfa", StringComparer.Ordinal) ? MultiFactor : SingleFactor;
}
