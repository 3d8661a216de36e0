using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Jobs.Statistics;

/// <summary>
/// Counts security events by hour and type, so that the counts outlive the events. An hour is counted anew until it is well
/// over, and each count replaces the one before: running twice, or after a pause, gives the same.
/// </summary>
internal sealed class RollUpStatisticsJob(Database database, TimeProvider clock)
{
    /// <summary>Events of one hour may come in after its end, from a node whose clock is behind.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromHours(1);

    /// <summary>The key's time and the event's differ by as much as the event waited.</summary>
    private static readonly TimeSpan KeySlack = TimeSpan.FromMinutes(5);

    // Not later than now: a clock that was ahead has left hours that are still to come.
    private const string SelectLast = "SELECT hour FROM hourly_statistics WHERE hour <= $1 ORDER BY hour DESC LIMIT 1";

    private const string SelectNext = "SELECT occurred_at FROM security_events WHERE id >= $1 ORDER BY id LIMIT 1";

    private const string SelectCounts =
        "SELECT type, sum(count) FROM security_events WHERE id >= $1 AND id < $2 AND occurred_at >= $3 AND occurred_at < $4 GROUP BY type";

    private const string Upsert =
        "INSERT INTO hourly_statistics (hour, name, count) VALUES ($1, $2, $3) ON CONFLICT (hour, name) DO UPDATE SET count = excluded.count";

    /// <summary>Brings the statistics up to now; tells how many counts were written.</summary>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = database.OpenBackground();
        var end = clock.GetUtcNow();
        var last = await connection.ReadAllAsync(new SqlStatement(SelectLast, end), row => row.Instant(0)!.Value, cancellationToken);
        var written = 0L;
        for (var hour = last is [var known] ? known - Late : DateTimeOffset.UnixEpoch; ; hour += TimeSpan.FromHours(1))
        {
            // Quiet hours cost one look, however many they are.
            if (await NextHourAsync(connection, hour, cancellationToken) is not { } next || next > end)
            {
                return written;
            }

            hour = next > hour ? next : hour;
            written += await CountAsync(connection, hour, cancellationToken);
        }
    }

    private static async Task<DateTimeOffset?> NextHourAsync(BackgroundConnection connection, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var next = await connection.ReadAllAsync(new SqlStatement(SelectNext, KeyAt(from - KeySlack)), row => row.Instant(0)!.Value, cancellationToken);
        return next is [var at] ? new DateTimeOffset(at.Ticks - (at.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero) : null;
    }

    private static async Task<int> CountAsync(BackgroundConnection connection, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        var end = hour + TimeSpan.FromHours(1);
        var counts = await connection.ReadAllAsync(
            new SqlStatement(SelectCounts, KeyAt(hour - KeySlack), KeyAt(end + KeySlack), hour, end), row => (Type: row.GetInt32(0), Count: row.GetInt64(1)), cancellationToken);
        var statements = counts.Select(count => new SqlStatement(Upsert, hour, NameOf(count.Type), count.Count)).ToList();
        if (statements.Count > 0)
        {
            await connection.WriteAsync(statements, cancellationToken);
        }

        return statements.Count;
    }

    // A newer program's type has no name here yet.
    private static string NameOf(int type) =>
        Enum.IsDefined((SecurityEventType)type) ? SecurityEventCatalogue.Of((SecurityEventType)type).Name : $"type.{type}";

    /// <summary>The least key of an instant: a UUIDv7 begins with its milliseconds.</summary>
    private static Guid KeyAt(DateTimeOffset instant)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, instant.ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
