using System.Collections.Concurrent;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents.Chain;
using Cosmo.Identity.SecurityEvents.Floods;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>
/// Writes security events: alone, or in the transaction of the change that they tell of. When its task completes they are
/// durable; only then may the answer leave (design D5). What waits together shares one commit, and what comes by the thousand is
/// counted.
/// </summary>
internal sealed class SecurityEventRecorder(
    Database database, SecurityEventStamp stamp, FloodGauge gauge, SecurityEventFeed feed, ThisWriter writer, EventSealer sealer)
{
    private const string Into = $"INSERT INTO security_events ({SecurityEventRow.Columns})";

    private const string InsertText = $"{Into} VALUES ({SecurityEventRow.Places})";

    private static readonly ConcurrentDictionary<string, string> ConditionalInserts = new(StringComparer.Ordinal);

    /// <summary>Records a fact that changes nothing else.</summary>
    /// <exception cref="DatabaseUnavailableException">It was not recorded; the act that it tells of must not be acknowledged.</exception>
    public Task RecordAsync(SecurityEvent fact, CancellationToken cancellationToken) => ExecuteAsync([], [fact], cancellationToken);

    /// <summary>
    /// Runs the statements and records the events in one transaction; tells how many rows each statement touched. An event whose
    /// <see cref="SecurityEvent.Condition"/> does not hold in that transaction is not recorded.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<int[]> ExecuteAsync(IReadOnlyList<SqlStatement> statements, IReadOnlyList<SecurityEvent> events, CancellationToken cancellationToken)
    {
        if (statements.Count + events.Count == 0)
        {
            return [];
        }

        List<FloodWindow>? windows = null;
        var all = new List<SqlStatement>(statements.Count + events.Count + 1);
        all.AddRange(statements);
        foreach (var fact in events)
        {
            stamp.Describe(fact);
            if (gauge.Admit(fact) is { } window)
            {
                (windows ??= []).Add(window);
                fact.Sequence = 0;
                all.Add(window.CountOne(writer.Id, fact.OccurredAt));
            }
            else
            {
                stamp.Number(fact);
                all.Add(Insert(fact));
            }
        }

        try
        {
            var touched = await WriteAsync(all, events, cancellationToken);
            for (var i = 0; i < events.Count; i++)
            {
                if (touched[statements.Count + i] == 1)
                {
                    feed.Publish(events[i]);
                }
            }

            return touched;
        }
        finally
        {
            windows?.ForEach(window => window.Leave());
        }
    }

    /// <summary>
    /// Writes an event that stands for others which the feed was told of one by one: it goes into the chain, and no listener hears of
    /// it again. Tells whether its condition held.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<bool> RecordQuietlyAsync(SqlStatement before, SecurityEvent fact, SqlStatement after, CancellationToken cancellationToken)
    {
        stamp.Complete(fact);
        var touched = await WriteAsync([before, Insert(fact), after], [fact], cancellationToken);
        if (touched[1] == 1)
        {
            sealer.Take(fact);
        }

        return touched[1] == 1;
    }

    private async Task<int[]> WriteAsync(List<SqlStatement> statements, IReadOnlyList<SecurityEvent> events, CancellationToken cancellationToken)
    {
        var registers = events.Count > 0 && !writer.IsRegistered;
        if (registers)
        {
            statements.Add(writer.Register());
        }

        try
        {
            var touched = await database.ExecuteAsync(statements, cancellationToken);
            if (registers)
            {
                writer.IsRegistered = true;
            }

            return touched;
        }
        catch
        {
            // After a timeout nobody knows whether it was written.
            foreach (var fact in events)
            {
                sealer.Doubt(fact);
            }

            throw;
        }
    }

    private static SqlStatement Insert(SecurityEvent fact)
    {
        var condition = fact.Condition;
        var values = new SqlValue[SecurityEventRow.ColumnCount + (condition?.Values.Length ?? 0)];
        SecurityEventRow.WriteTo(values, fact);
        condition?.Values.CopyTo(values, SecurityEventRow.ColumnCount);
        return new SqlStatement(condition is null ? InsertText : ConditionalInserts.GetOrAdd(condition.Text, ConditionalInsert, condition), values);
    }

    private static string ConditionalInsert(string text, EventCondition condition) =>
        $"{Into} SELECT {SecurityEventRow.Places} WHERE {condition.NumberedFrom(SecurityEventRow.ColumnCount + 1)}";
}
