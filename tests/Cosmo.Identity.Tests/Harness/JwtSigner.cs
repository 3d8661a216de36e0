using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Makes JWTs: honest client assertions, and forgeries of every kind.</summary>
public sealed class JwtSigner : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The name of its key.</summary>
    public string KeyId { get; init; } = "test-1";

    /// <summary>The public half as a JWK.</summary>
    public JsonObject PublicKey
    {
        get
        {
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            return new JsonObject
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["use"] = "sig",
                ["alg"] = "ES256",
                ["kid"] = KeyId,
                ["x"] = Base64Url.Encode(point.X),
                ["y"] = Base64Url.Encode(point.Y),
            };
        }
    }

    /// <summary>Signs with this key, ES256.</summary>
    public string Sign(JsonObject payload, string? type = "JWT", JsonObject? header = null)
    {
        header = (JsonObject?)header?.DeepClone() ?? [];
        header["alg"] ??= "ES256";
        header["kid"] ??= KeyId;
        if (type is not null)
        {
            header["typ"] = type;
        }

        var content = $"{Base64Url.Encode(header.ToJsonString())}.{Base64Url.Encode(payload.ToJsonString())}";
        return $"{content}.{Base64Url.Encode(_key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256))}";
    }

    /// <summary>An honest assertion for <c>private_key_jwt</c> (RFC 7523 §3).</summary>
    public string Assertion(string clientId, string audience, string? id = null, TimeSpan? lifetime = null)
    {
        var now = DateTimeOffset.UtcNow;
        return Sign(new JsonObject
        {
            ["iss"] = clientId,
            ["sub"] = clientId,
            ["aud"] = audience,
            ["jti"] = id ?? Guid.NewGuid().ToString("N"),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.Add(lifetime ?? TimeSpan.FromMinutes(1)).ToUnixTimeSeconds(),
        });
    }

    /// <summary>The same claims and header fields, signed by HMAC with bytes that everybody knows (JWT-01).</summary>
    public static string SignWithHmac(JsonObject header, JsonObject payload, byte[] secret)
    {
        var content = $"{Base64Url.Encode(header.ToJsonString())}.{Base64Url.Encode(payload.ToJsonString())}";
        return $"{content}.{Base64Url.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(content)))}";
    }

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();
}
