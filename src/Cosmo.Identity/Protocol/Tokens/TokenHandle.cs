using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Keys;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>Opaque handles of codes, refresh tokens and pushed requests: 256 bits, of which the database holds only the hash.</summary>
internal sealed class TokenHandle(KeyRing keys)
{
    private readonly byte[] successorKey = keys.Derive("refresh-token-successor");

    /// <summary>A new random handle of 43 URL-safe characters.</summary>
    public static string Generate()
    {
        Span<byte> bytes = stackalloc byte[32];
        RandomNumberGenerator.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>
    /// The handle that follows <paramref name="predecessor"/> in its family. It is the same however often it is asked for, so
    /// that a retry gets the same successor, and it can be had only from the predecessor and our key.
    /// </summary>
    public string SuccessorOf(string predecessor) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(successorKey, Encoding.UTF8.GetBytes(predecessor)));

    /// <summary>What the database holds instead of the handle.</summary>
    public static string Hash(string handle) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(handle)));

    /// <summary>Whether a presented token has the form of a handle; anything else is not worth a query.</summary>
    public static bool HasForm(string token) => token.Length == 43 && !token.AsSpan().ContainsAnyExcept(UrlSafe);

    private static readonly System.Buffers.SearchValues<char> UrlSafe =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
