using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>Instants as both databases keep them, and keys that are ordered by them.</summary>
internal static class EventTime
{
    private const int FractionsOfMillisecond = 4096;

    private const int RandomPool = 1024;

    [ThreadStatic]
    private static byte[]? random;

    [ThreadStatic]
    private static int randomLeft;

    private static readonly long LatestMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Whole microseconds: what PostgreSQL keeps, or a keyed hash would not fit the row that comes back.</summary>
    public static DateTimeOffset Now(TimeProvider clock) => ToMicrosecond(clock.GetUtcNow());

    public static DateTimeOffset ToMicrosecond(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>
    /// A UUIDv7 whose twelve bits after the millisecond are the fraction of it (RFC 9562 §6.2, method 3): events come back in the
    /// order of their time when they are read in the order of their keys.
    /// </summary>
    public static Guid KeyAt(DateTimeOffset instant)
    {
        Span<byte> bytes = stackalloc byte[16];
        // A call into the system for each key would cost as much as all the rest of it.
        var pool = random ??= new byte[RandomPool];
        if (randomLeft == 0)
        {
            RandomNumberGenerator.Fill(pool);
            randomLeft = RandomPool;
        }

        pool.AsSpan(randomLeft -= 8, 8).CopyTo(bytes[8..]);
        return Key(instant, bytes);
    }

    /// <summary>No event of this instant or later has a smaller key, and none before it has a greater one.</summary>
    public static Guid FirstKeyAt(DateTimeOffset instant)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        return Key(instant, bytes);
    }

    /// <summary>The millisecond in which a key was made.</summary>
    public static DateTimeOffset Of(Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16, LatestMilliseconds));
    }

    private static Guid Key(DateTimeOffset instant, Span<byte> bytes)
    {
        var ticks = Math.Max(0, instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks);
        var (milliseconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerMillisecond);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (milliseconds << 16) | 0x7000 | (rest * FractionsOfMillisecond / TimeSpan.TicksPerMillisecond));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
