using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>
/// What a keyed hash is made over: each value with its length before it, so that no two lists of values have the same content;
/// null is not the empty text. Each kind of content begins with a label or an identifier of its own.
/// </summary>
internal sealed class MacContent
{
    [ThreadStatic]
    private static MacContent? ofThread;

    private readonly ArrayBufferWriter<byte> bytes = new(1024);

    private MacContent()
    {
    }

    /// <summary>An empty one, the thread's own: take the hash before the next begins.</summary>
    public static MacContent Begin()
    {
        var content = ofThread ??= new MacContent();
        content.bytes.ResetWrittenCount();
        return content;
    }

    public MacContent Add(string? text)
    {
        if (text is null)
        {
            return AddLength(-1);
        }

        var length = Encoding.UTF8.GetByteCount(text);
        AddLength(length);
        Encoding.UTF8.GetBytes(text, bytes.GetSpan(length));
        bytes.Advance(length);
        return this;
    }

    public MacContent Add(Guid? id)
    {
        if (id is null)
        {
            return AddLength(-1);
        }

        AddLength(16);
        id.Value.TryWriteBytes(bytes.GetSpan(16), bigEndian: true, out _);
        bytes.Advance(16);
        return this;
    }

    public MacContent Add(long? value)
    {
        var span = bytes.GetSpan(9);
        span[0] = value is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt64BigEndian(span[1..], value ?? 0);
        bytes.Advance(9);
        return this;
    }

    /// <summary>To the microsecond, as both databases keep it.</summary>
    public MacContent Add(DateTimeOffset? instant) => Add(instant?.UtcTicks);

    /// <summary>Base64url, 43 characters.</summary>
    public string Mac(EventKey key)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        key.Seal(bytes.WrittenSpan, mac);
        return Base64Url.EncodeToString(mac);
    }

    private MacContent AddLength(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(4), length);
        bytes.Advance(4);
        return this;
    }
}
