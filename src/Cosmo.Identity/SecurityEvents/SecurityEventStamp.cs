using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>Completes an event before it is written: time, grade, number, and the keyed hash that makes a change of the row show.</summary>
internal sealed class SecurityEventStamp(EventKey key, TimeProvider clock)
{
    private long last;

    /// <summary>This process among all that write; random, so that two nodes never share a chain.</summary>
    public long Writer { get; } = BinaryPrimitives.ReadInt64BigEndian(RandomNumberGenerator.GetBytes(8)) & long.MaxValue;

    /// <summary>Sets what every event has. Calling it again renumbers an event whose transaction failed.</summary>
    public void Complete(SecurityEvent fact)
    {
        // Microseconds: what PostgreSQL keeps, or the hash would not fit the row that comes back.
        var now = clock.GetUtcNow();
        fact.OccurredAt = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        fact.Severity = SecurityEventCatalogue.Of(fact.Type).Severity;
        fact.Outcome = SecurityEventCatalogue.Of(fact.Type).Outcome;
        fact.ClientId = SafeText.Cut(fact.ClientId, 100);
        fact.Device = SafeText.Cut(fact.Device, 160);
        fact.Actor = SafeText.Cut(fact.Actor, 200);
        fact.CorrelationId = SafeText.Cut(fact.CorrelationId, 64);
        fact.AgentHash ??= fact.UserAgent is { Length: > 0 } agent ? key.Hide(agent) : null;
        fact.Writer = Writer;
        fact.Sequence = Interlocked.Increment(ref last);
        fact.Mac = MacOf(fact);
    }

    /// <summary>The keyed hash that belongs to a row, base64url.</summary>
    public string MacOf(SecurityEvent fact)
    {
        var content = new ArrayBufferWriter<byte>(512);
        Add(content, fact.Id.ToByteArray(bigEndian: true));
        Add(content, fact.OccurredAt.UtcTicks);
        Add(content, ((long)fact.Type << 32) | ((long)fact.Severity << 16) | (long)fact.Outcome);
        Add(content, fact.Count);
        Add(content, fact.SubjectId?.ToByteArray(bigEndian: true));
        Add(content, fact.ClientId);
        Add(content, fact.SessionId?.ToByteArray(bigEndian: true));
        Add(content, fact.IpAddress);
        Add(content, fact.Device);
        Add(content, fact.Actor);
        Add(content, fact.CorrelationId);
        Add(content, fact.NameHash);
        Add(content, fact.PairHash);
        Add(content, fact.AgentHash);
        Add(content, fact.Details);
        Add(content, fact.Writer);
        Add(content, fact.Sequence);
        Span<byte> mac = stackalloc byte[32];
        key.Seal(content.WrittenSpan, mac);
        return Base64Url.EncodeToString(mac);
    }

    // Each value with its length before it, so that no two rows have the same content; null is not the empty text.
    private static void Add(ArrayBufferWriter<byte> content, string? text) => Add(content, text is null ? null : Encoding.UTF8.GetBytes(text));

    private static void Add(ArrayBufferWriter<byte> content, byte[]? bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(content.GetSpan(4), bytes?.Length ?? -1);
        content.Advance(4);
        if (bytes is not null)
        {
            content.Write(bytes);
        }
    }

    private static void Add(ArrayBufferWriter<byte> content, long? value)
    {
        var span = content.GetSpan(9);
        span[0] = value is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt64BigEndian(span[1..], value ?? 0);
        content.Advance(9);
    }
}
