using System.Buffers;
using System.Data.Common;
using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents.Floods;

namespace Cosmo.Identity.SecurityEvents.Reading;

/// <summary>A flood whose window is not over.</summary>
internal sealed record OpenFlood(Guid Id, SecurityEventType Type, string IpAddress, DateTimeOffset WindowStart, DateTimeOffset LastAt, int Count);

/// <summary>Streams events as JSON lines, oldest first, and after them the floods that still go on.</summary>
internal sealed class EventExport(Database database)
{
    private const string SelectFloods = "SELECT id, type, ip_address, window_start, last_at, count FROM security_event_floods ORDER BY window_start, id";

    private const int WriteAt = 64 * 1024;

    /// <summary>As JSON lines; of a flood that still goes on, its count so far.</summary>
    /// <returns>How many lines were written.</returns>
    /// <exception cref="IOException">The reader has gone.</exception>
    public async Task<long> RunAsync(SecurityEventFilter filter, Stream output, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(2 * WriteAt);
        await using var json = new Utf8JsonWriter(buffer);
        var lines = await RunAsync(
            filter,
            async (fact, flood) =>
            {
                if (flood is null)
                {
                    SecurityEventJson.Write(json, fact);
                }
                else
                {
                    SecurityEventJson.WriteOpenFlood(json, flood);
                }

                json.Flush();
                json.Reset();
                buffer.Write("\n"u8);
                await WriteAsync(WriteAt);
            },
            cancellationToken);
        await WriteAsync(atLeast: 1);
        return lines;

        async ValueTask WriteAsync(int atLeast)
        {
            if (buffer.WrittenCount >= atLeast)
            {
                await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
                await output.FlushAsync(cancellationToken);
                buffer.ResetWrittenCount();
            }
        }
    }

    /// <summary>Each event that fits, oldest first, and after them the floods that still go on, as events and as what they are.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> RunAsync(SecurityEventFilter filter, Func<SecurityEvent, OpenFlood?, Task> write, CancellationToken cancellationToken)
    {
        var lines = 0L;
        var after = filter.From is { } from ? EventTime.FirstKeyAt(EventTime.ToMicrosecond(from)) : Guid.Empty;
        var until = filter.To is { } to ? EventTime.FirstKeyAt(EventTime.ToMicrosecond(to)).ToString("N") : null;
        // Before the events: a window that is closed meanwhile comes as an event then, and does not fall between the two.
        var floods = (await database.ReadAllAsync(new SqlStatement(SelectFloods), ReadFlood, cancellationToken)).ToDictionary(flood => flood.Id);
        await foreach (var page in SecurityEventPages.ReadAsync(database, after, cancellationToken))
        {
            foreach (var fact in page.Select(row => row.Event).OfType<SecurityEvent>())
            {
                if (FloodDetails.WindowOf(fact) is { } window)
                {
                    floods.Remove(window);
                }

                if (filter.Fits(fact))
                {
                    await write(fact, null);
                    lines++;
                }
            }

            if (until is not null && page[^1].Event is { } last && string.CompareOrdinal(last.Id.ToString("N"), until) > 0)
            {
                break;
            }
        }

        foreach (var flood in floods.Values.Where(flood => filter.Fits(AsEvent(flood))).OrderBy(flood => flood.LastAt))
        {
            await write(AsEvent(flood), flood);
            lines++;
        }

        return lines;
    }

    private static OpenFlood ReadFlood(DbDataReader row) =>
        new(row.GetGuid(0), (SecurityEventType)row.GetInt32(1), row.GetString(2), row.Instant(3)!.Value, row.Instant(4)!.Value, row.GetInt32(5));

    private static SecurityEvent AsEvent(OpenFlood flood) => new()
    {
        Type = flood.Type,
        Id = flood.Id,
        Severity = SecurityEventCatalogue.Of(flood.Type).Severity,
        Outcome = SecurityEventCatalogue.Of(flood.Type).Outcome,
        Count = flood.Count,
        OccurredAt = flood.LastAt,
        IpAddress = flood.IpAddress,
    };
}
