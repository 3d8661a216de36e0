using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Keys;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// Opaque handles of codes, refresh tokens and pushed requests: 192 bits that nobody can guess, of which the database holds only
/// the hash, and 64 that let us know a handle of ours without asking the database.
/// </summary>
internal sealed class TokenHandle(KeyRing keys)
{
    private const int Length = 32;

    private const int SecretLength = 24;

    private readonly byte[] successorKey = keys.Derive("refresh-token-successor");

    private readonly byte[] markKey = keys.Derive("token-handle-mark");

    /// <summary>A new random handle of 43 URL-safe characters.</summary>
    public string Generate()
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes[..SecretLength]);
        return Marked(bytes);
    }

    /// <summary>
    /// The handle that follows <paramref name="predecessor"/> in its family. It is the same however often it is asked for, so
    /// that a retry gets the same successor, and it can be had only from the predecessor and our key.
    /// </summary>
    public string SuccessorOf(string predecessor)
    {
        Span<byte> bytes = stackalloc byte[Length];
        HMACSHA256.HashData(successorKey, Encoding.UTF8.GetBytes(predecessor), bytes);
        return Marked(bytes);
    }

    /// <summary>
    /// Whether this provider made the handle; of its life it says nothing. Only the front door asks: handles from before there
    /// was a mark are as good as any other everywhere else.
    /// </summary>
    public bool IsOurs(string token)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Span<byte> mark = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!HasForm(token) || Base64Url.DecodeFromChars(token, bytes, out _, out var length) is not System.Buffers.OperationStatus.Done || length != Length)
        {
            return false;
        }

        HMACSHA256.HashData(markKey, bytes[..SecretLength], mark);
        return CryptographicOperations.FixedTimeEquals(bytes[SecretLength..], mark[..(Length - SecretLength)]);
    }

    private string Marked(Span<byte> bytes)
    {
        Span<byte> mark = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(markKey, bytes[..SecretLength], mark);
        mark[..(Length - SecretLength)].CopyTo(bytes[SecretLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>What the database holds instead of the handle.</summary>
    public static string Hash(string handle) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(handle)));

    /// <summary>Whether a presented token has the form of a handle; anything else is not worth a query.</summary>
    public static bool HasForm(string token) => token.Length == 43 && !token.AsSpan().ContainsAnyExcept(UrlSafe);

    private static readonly System.Buffers.SearchValues<char> UrlSafe =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
