using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>
/// The secret behind the audit trail: it seals rows and chain, and hides what people typed. Whoever has the database alone can
/// neither forge a row nor try names against its hashes.
/// </summary>
internal sealed class EventKey(byte[] sealing, byte[] hiding)
{
    [ThreadStatic]
    private static EventKey? usualKey;

    [ThreadStatic]
    private static string? usualText;

    [ThreadStatic]
    private static long usualHash;

    /// <summary>The first 64 bits of HMAC-SHA256: enough to count distinct texts with.</summary>
    public long Hide(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(hiding, Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    /// <summary>The same of a text that comes again and again, such as a user agent: the last one of a thread is remembered.</summary>
    public long HideUsual(string text)
    {
        if (!ReferenceEquals(usualKey, this) || !string.Equals(usualText, text, StringComparison.Ordinal))
        {
            (usualKey, usualText, usualHash) = (this, text, Hide(text));
        }

        return usualHash;
    }

    /// <summary>HMAC-SHA256 of <paramref name="content"/>.</summary>
    public void Seal(ReadOnlySpan<byte> content, Span<byte> mac) => HMACSHA256.HashData(sealing, content, mac);
}
