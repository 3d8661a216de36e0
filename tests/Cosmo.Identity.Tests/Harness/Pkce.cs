using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>A code verifier and its S256 challenge (RFC 7636).</summary>
public sealed record Pkce(string Verifier)
{
    /// <summary>BASE64URL(SHA256(verifier)).</summary>
    public string Challenge { get; } = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>A fresh pair of 256 bits.</summary>
    public static Pkce Create() => new(Base64Url.Encode(RandomNumberGenerator.GetBytes(32)));
}

/// <summary>BASE64URL without padding (RFC 7515 §2).</summary>
public static class Base64Url
{
    /// <summary>Bytes to text.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    /// <summary>UTF-8 of a text, encoded.</summary>
    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    /// <summary>Text to bytes.</summary>
    public static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
