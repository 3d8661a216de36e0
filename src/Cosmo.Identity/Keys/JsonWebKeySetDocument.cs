using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Cosmo.Identity.Keys;

/// <summary>Public keys as JSON Web Keys: their names (RFC 7638) and the document relying parties fetch (RFC 7517).</summary>
internal static class JsonWebKeySetDocument
{
    /// <summary>RFC 7638 §3: SHA-256 over the required members only, in lexicographic order, without white space.</summary>
    public static string Thumbprint(ECParameters key) =>
        Hash($$"""{"crv":"P-256","kty":"EC","x":"{{Encode(key.Q.X)}}","y":"{{Encode(key.Q.Y)}}"}""");

    /// <inheritdoc cref="Thumbprint(ECParameters)"/>
    public static string Thumbprint(RSAParameters key) =>
        Hash($$"""{"e":"{{Encode(key.Exponent)}}","kty":"RSA","n":"{{Encode(key.Modulus)}}"}""");

    public static byte[] Write(IEnumerable<SigningKey> keys)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in keys)
            {
                WriteKey(json, key);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteKey(Utf8JsonWriter json, SigningKey key)
    {
        json.WriteStartObject();
        json.WriteString("kty", key.SecurityKey is RsaSecurityKey ? "RSA" : "EC");
        json.WriteString("use", "sig");
        json.WriteString("alg", key.Algorithm);
        json.WriteString("kid", key.Kid);
        switch (key.SecurityKey)
        {
            case ECDsaSecurityKey { ECDsa: var ecdsa }:
                var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
                json.WriteString("crv", "P-256");
                json.WriteString("x", Encode(point.X));
                json.WriteString("y", Encode(point.Y));
                break;
            case RsaSecurityKey { Rsa: var rsa }:
                var parameters = rsa.ExportParameters(includePrivateParameters: false);
                json.WriteString("n", Encode(parameters.Modulus));
                json.WriteString("e", Encode(parameters.Exponent));
                break;
        }

        json.WriteEndObject();
    }

    private static string Hash(string json) => Encode(SHA256.HashData(Encoding.UTF8.GetBytes(json)));

    private static string Encode(byte[]? bytes) => Base64UrlEncoder.Encode(bytes);
}
