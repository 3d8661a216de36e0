namespace Cosmo.Identity.Keys;

/// <summary>A signing key as administrators see it: never the key itself.</summary>
/// <param name="Kid">JWK thumbprint (RFC 7638).</param>
/// <param name="Algorithm"><c>ES256</c> or <c>RS256</c>.</param>
/// <param name="State"><c>active</c> or <c>retired</c>.</param>
/// <param name="File">The name of its file, without the folder.</param>
public sealed record KeyView(string Kid, string Algorithm, string State, string File);

/// <summary>Shows which keys this server signs by and still accepts.</summary>
public sealed class KeyReader
{
    private readonly KeyRing ring;

    internal KeyReader(KeyRing ring) => this.ring = ring;

    /// <summary>By algorithm, the oldest first.</summary>
    public IReadOnlyList<KeyView> Read() => [.. ring.SigningKeys.Select(key => new KeyView(key.Kid, key.Algorithm, key.State, Path.GetFileName(key.File)))];
}
