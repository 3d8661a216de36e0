namespace Cosmo.Identity.Protocol;

/// <summary>Claims that OpenIddict has no name for.</summary>
internal static class ProtocolClaims
{
    /// <summary>Claims that begin so never leave this provider.</summary>
    public const string PrivatePrefix = "oi_";

    /// <summary>OpenID Connect Front-Channel Logout §3: the session.</summary>
    public const string SessionId = "sid";

    /// <summary>Changes with password and factors. Kept inside refresh tokens and codes only.</summary>
    public const string SecurityStamp = "oi_cosmo_stamp";

    /// <summary>The request's <c>claims</c> parameter (OpenID Connect Core §5.5), kept for the code and its tokens.</summary>
    public const string RequestedClaims = "oi_cosmo_claims";
}
