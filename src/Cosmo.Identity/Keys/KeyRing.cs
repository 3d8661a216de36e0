using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Cosmo.Identity.Keys;

/// <summary>Every key of this provider, read once at start: at least one active signing key per algorithm and one encryption key.</summary>
internal sealed class KeyRing
{
    private readonly byte[] _master;

    /// <param name="signingKeys">Keys of both algorithms, one of each active.</param>
    /// <param name="master">The 32 bytes of <c>encryption.key</c>; only keys derived from them are ever used.</param>
    public KeyRing(IReadOnlyList<SigningKey> signingKeys, byte[] master)
    {
        _master = master;
        SigningKeys = signingKeys;
        EncryptionKey = new SymmetricSecurityKey(Derive("token-encryption"))
        {
            KeyId = Base64UrlEncoder.Encode(Derive("token-encryption-key-id")),
        };
        JwksUtf8 = JsonWebKeySetDocument.Write(signingKeys);
    }

    /// <summary>By algorithm, then by file name: oldest first.</summary>
    public IReadOnlyList<SigningKey> SigningKeys { get; }

    /// <summary>256 bits for tokens that only this provider reads.</summary>
    public SymmetricSecurityKey EncryptionKey { get; }

    /// <summary>The JWK set (RFC 7517 §5) as it goes over the wire: public members only, active keys first.</summary>
    public byte[] JwksUtf8 { get; }

    /// <summary>The key that signs with <paramref name="algorithm"/> (<c>ES256</c> or <c>RS256</c>).</summary>
    public SigningKey ActiveFor(string algorithm) =>
        SigningKeys.LastOrDefault(key => key.IsActive && key.Algorithm == algorithm)
        ?? throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "The key ring has no key of this algorithm.");

    /// <summary>32 bytes that only <paramref name="purpose"/> uses (HKDF-SHA256, RFC 5869): the same on every node and after every restart.</summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _master, 32, info: Encoding.UTF8.GetBytes($"cosmo-identity/{purpose}"));
}
