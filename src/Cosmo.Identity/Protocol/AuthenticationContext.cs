namespace Cosmo.Identity.Protocol;

/// <summary>The claim <c>acr</c> (OpenID Connect Core §2): how strong a sign-in was, computed from how it was done.</summary>
internal static class AuthenticationContext
{
    /// <summary>One factor.</summary>
    public const string SingleFactor = "urn:cosmo:acr:single-factor";

    /// <summary>Two factors or more.</summary>
    public const string MultiFactor = "urn:cosmo:acr:multi-factor";

    private static readonly string[] All = [SingleFactor, MultiFactor];

    private static readonly string[] OnlySingle = [SingleFactor];

    /// <summary>The values that can be reached, as metadata lists them.</summary>
    /// <param name="withFactors">Whether this server offers second factors.</param>
    public static string[] Supported(bool withFactors) => withFactors ? All : OnlySingle;

    /// <param name="amr">RFC 8176 method names, separated by spaces.</param>
    public static string Of(string amr) => amr.Split(' ').Contains("mfa", StringComparer.Ordinal) ? MultiFactor : SingleFactor;

    /// <summary>Whether the first of these values that is known here, the one preferred, asks for more than one factor (OpenID Connect Core §3.1.2.1).</summary>
    public static bool AsksForMore(IEnumerable<string> values) =>
        values.FirstOrDefault(value => All.Contains(value, StringComparer.Ordinal)) == MultiFactor;
}
