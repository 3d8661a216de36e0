using Cosmo.Identity.Data;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>
/// Closes the chains of processes that died: what they had recorded and not yet sealed is sealed for them. Several nodes may try at
/// once; one of them does it.
/// </summary>
internal sealed partial class ChainRecovery(
    Database database, EventKey key, ThisWriter self, SecurityEventRecorder recorder, TimeProvider clock, ILogger<ChainRecovery> log)
{
    /// <summary>A writer that has not been seen for so long is taken for dead. If it was only halted, it goes on after what was sealed for it.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    /// <summary>An event is sealed at most this much later than it got its key: deadline of the database and time in queues, generously.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);

    private const int PageSize = 1000;

    private const string SelectEvents =
        "SELECT id, sequence, mac FROM security_events WHERE id > $1 AND writer = $2 ORDER BY id LIMIT $3";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var silent = await database.ReadAllAsync(WriterStatements.SilentSince(clock.GetUtcNow() - Silence), WriterStatements.ReadWriter, cancellationToken);
        foreach (var writer in silent.Where(writer => writer.Id != self.Id))
        {
            await RecoverAsync(writer, cancellationToken);
        }
    }

    private async Task RecoverAsync(EventWriter writer, CancellationToken cancellationToken)
    {
        var seals = await database.ReadAllAsync(WriterStatements.SealsBefore(writer.Id, long.MaxValue, 1), WriterStatements.ReadSeal, cancellationToken);
        var last = seals.Count > 0 ? seals[0] : null;
        if (writer.HeadMac != ChainMac.OfHead(key, writer, last?.Mac) || (last?.Number ?? 0) != writer.Seals)
        {
            // Sealing it would hide what was done to it.
            Damaged(log, writer.Id, writer.Name);
            return;
        }

        var end = new ChainEnd(key, writer, writer.Seals, last?.Mac);
        var unsealed = await FindUnsealedAsync(writer, last, cancellationToken);
        if (unsealed.Count == 0)
        {
            var now = EventTime.Now(clock);
            await database.ExecuteAsync([end.Touch(now, now)], cancellationToken);
            return;
        }

        foreach (var part in unsealed.Chunk(PageSize))
        {
            var now = EventTime.Now(clock);
            var isLast = part[^1] == unsealed[^1];
            var (next, statements) = end.Seal(part, now, isLast ? now : null);
            var touched = await recorder.ExecuteAsync(statements, isLast ? [Recovered(writer, next, unsealed.Count)] : [], cancellationToken);
            if (touched[0] == 0)
            {
                // Another node was quicker, or the writer has woken up.
                return;
            }

            end = next;
        }

        Sealed(log, unsealed.Count, writer.Id, writer.Name);
    }

    private static SecurityEvent Recovered(EventWriter writer, ChainEnd end, int count) => new()
    {
        Type = SecurityEventType.ChainRecovered,
        Details = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["writer"] = writer.Id,
            ["name"] = writer.Name,
            ["events"] = count,
        }),
        Condition = new EventCondition("EXISTS (SELECT 1 FROM security_event_seals WHERE writer = {0} AND number = {1} AND mac = {2})", writer.Id, end.Number, end.Mac),
    };

    private async Task<List<SealableEvent>> FindUnsealedAsync(EventWriter writer, EventSeal? last, CancellationToken cancellationToken)
    {
        var since = (last?.CreatedAt ?? writer.StartedAt) - LongestDelay;
        var known = await SealedSinceAsync(writer, since, cancellationToken);
        var unsealed = new List<SealableEvent>();
        var cursor = EventTime.FirstKeyAt(since);
        while (true)
        {
            var page = await database.ReadAllAsync(
                new SqlStatement(SelectEvents, cursor, writer.Id, PageSize),
                row => (Id: row.GetGuid(0), Event: new SealableEvent(row.GetInt64(1), row.GetString(2))),
                cancellationToken);
            unsealed.AddRange(page.Select(row => row.Event).Where(one => !known.Contains(one.Sequence)));
            if (page.Count < PageSize)
            {
                unsealed.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
                return unsealed;
            }

            cursor = page[^1].Id;
        }
    }

    private async Task<SequenceRanges> SealedSinceAsync(EventWriter writer, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var known = new List<SequenceRanges>();
        var number = long.MaxValue;
        while (true)
        {
            var page = await database.ReadAllAsync(WriterStatements.SealsBefore(writer.Id, number, PageSize), WriterStatements.ReadSeal, cancellationToken);
            known.AddRange(page.Select(seal => SequenceRanges.TryParse(seal.Sequences)).OfType<SequenceRanges>());
            if (page.Count < PageSize || page[^1].CreatedAt < since)
            {
                return SequenceRanges.Union(known);
            }

            number = page[^1].Number;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Security events that a stopped process had left were sealed: {Count}, of writer {Writer} ({Name}).")]
    private static partial void Sealed(ILogger log, int count, long writer, string name);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The chain of security events of the silent writer {Writer} ({Name}) does not fit its head; it is left as it is. Run: cosmo-identity events verify")]
    private static partial void Damaged(ILogger log, long writer, string name);
}
