using Microsoft.IdentityModel.Tokens;

namespace Cosmo.Identity.Keys;

/// <summary>One asymmetric key of the ring. The active one of an algorithm signs; retired ones only verify what they once signed.</summary>
/// <param name="Kid">JWK thumbprint (RFC 7638), so that every node names the same key alike.</param>
/// <param name="Algorithm"><c>ES256</c> or <c>RS256</c>.</param>
/// <param name="State"><c>active</c> or <c>retired</c>.</param>
/// <param name="File">Full path of the file it was read from.</param>
/// <param name="SecurityKey">The private key.</param>
internal sealed record SigningKey(string Kid, string Algorithm, string State, string File, AsymmetricSecurityKey SecurityKey)
{
    public const string Active = "active";
    public const string Retired = "retired";

    public SigningCredentials SigningCredentials { get; } = new(SecurityKey, Algorithm);

    public bool IsActive => State == Active;
}
