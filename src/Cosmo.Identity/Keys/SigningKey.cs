using Microsoft.IdentityModel.Tokens;

namespace Cosmo.Identity.Keys;

/// <summary>One asymmetric key as it lies in a file. When it signs and for how long it verifies, its <see cref="KeyLife"/> says.</summary>
/// <param name="Kid">JWK thumbprint (RFC 7638), so that every node names the same key alike.</param>
/// <param name="Algorithm"><c>ES256</c> or <c>RS256</c>.</param>
/// <param name="File">Full path of the file it was read from.</param>
/// <param name="SecurityKey">The private key.</param>
internal sealed record SigningKey(string Kid, string Algorithm, string File, AsymmetricSecurityKey SecurityKey)
{
    public SigningCredentials SigningCredentials { get; } = new(SecurityKey, Algorithm);
}
