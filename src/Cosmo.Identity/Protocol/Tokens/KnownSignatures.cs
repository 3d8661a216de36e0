using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// Remembers, in this process only, tokens whose signature was made or verified here, by the SHA-256 of their every character.
/// It says nothing of whether such a token lives: that is read from its row each time.
/// </summary>
/// <remarks>
/// Two generations bound it: when the young one is full it becomes the old one, and what nobody asked for meanwhile is
/// forgotten. Whether the key still counts is asked before this, so a retired key takes its tokens along.
/// </remarks>
internal sealed class KnownSignatures
{
    public const int GenerationSize = 8192;

    private readonly Lock turning = new();
    private ConcurrentDictionary<Digest, bool> young = new();
    private ConcurrentDictionary<Digest, bool> old = new();

    /// <summary>SHA-256 as a value, so that looking it up allocates nothing.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Digest(long A, long B, long C, long D);

    public static Digest Of(ReadOnlySpan<char> token)
    {
        var length = Encoding.UTF8.GetMaxByteCount(token.Length);
        var bytes = length <= 4096 ? stackalloc byte[length] : new byte[length];
        Span<long> digest = stackalloc long[4];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], MemoryMarshal.AsBytes(digest));
        return new Digest(digest[0], digest[1], digest[2], digest[3]);
    }

    public bool Contains(Digest token)
    {
        if (young.ContainsKey(token))
        {
            return true;
        }

        if (!old.ContainsKey(token))
        {
            return false;
        }

        Add(token);
        return true;
    }

    public void Add(Digest token)
    {
        if (!young.TryAdd(token, true) || young.Count < GenerationSize)
        {
            return;
        }

        lock (turning)
        {
            if (young.Count >= GenerationSize)
            {
                old = young;
                young = new ConcurrentDictionary<Digest, bool>();
            }
        }
    }
}
