using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>A JWS in three parts, read and verified with nothing but the platform's own RSA and ECDSA.</summary>
public sealed class Jwt
{
    private readonly string[] _parts;

    private Jwt(string text)
    {
        _parts = text.Split('.');
        _parts.Length.ShouldBe(3, $"not a signed JWT: {text}");
        Header = Read(_parts[0]);
        Payload = Read(_parts[1]);
    }

    /// <summary>The JOSE header.</summary>
    public JsonElement Header { get; }

    /// <summary>The claims.</summary>
    public JsonElement Payload { get; }

    /// <summary>Reads the compact form.</summary>
    public static Jwt Parse(string text) => new(text);

    /// <summary>A claim as text, or null.</summary>
    public string? Claim(string name) => Payload.TryGetProperty(name, out var value) ? value.ToString() : null;

    /// <summary>A claim that is one text or an array of them, such as <c>aud</c>, <c>role</c> or <c>amr</c>.</summary>
    public IReadOnlyList<string> Claims(string name) => Payload.TryGetProperty(name, out var value)
        ? value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.ToString())] : [value.ToString()]
        : [];

    /// <summary>A NumericDate claim.</summary>
    public DateTimeOffset Instant(string name) => DateTimeOffset.FromUnixTimeSeconds(Payload.GetProperty(name).GetInt64());

    /// <summary>Whether the key of the set that the header names signed it, with the algorithm the key is for.</summary>
    public bool IsSignedBy(JsonElement keySet)
    {
        var kid = Header.GetProperty("kid").GetString();
        var key = keySet.GetProperty("keys").EnumerateArray().Single(item => item.GetProperty("kid").GetString() == kid);
        key.GetProperty("alg").GetString().ShouldBe(Header.GetProperty("alg").GetString());
        var data = Encoding.ASCII.GetBytes($"{_parts[0]}.{_parts[1]}");
        var signature = Base64Url.Decode(_parts[2]);
        switch (Header.GetProperty("alg").GetString())
        {
            case "RS256":
                using (var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") }))
                {
                    return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                }

            case "ES256":
                var point = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") };
                using (var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point }))
                {
                    return ecdsa.VerifyData(data, signature, HashAlgorithmName.SHA256);
                }

            default:
                return false;
        }
    }

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.Decode(key.GetProperty(name).GetString()!);

    private static JsonElement Read(string part)
    {
        using var document = JsonDocument.Parse(Base64Url.Decode(part));
        return document.RootElement.Clone();
    }
}
