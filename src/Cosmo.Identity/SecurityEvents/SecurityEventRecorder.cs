using System.Collections.Concurrent;
using System.Globalization;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>
/// Writes security events: alone, or in the transaction of the change that they tell of. When its task completes they are
/// durable; only then may the answer leave (design D5). What waits together shares one commit.
/// </summary>
internal sealed class SecurityEventRecorder(Database database, SecurityEventStamp stamp, SecurityEventFeed feed)
{
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
        var all = new List<SqlStatement>(statements.Count + events.Count);
        all.AddRange(statements);
        foreach (var fact in events)
        {
            stamp.Complete(fact);
            all.Add(Insert(fact));
        }

        var touched = await database.ExecuteAsync(all, cancellationToken);
        for (var i = 0; i < events.Count; i++)
        {
            if (touched[statements.Count + i] == 1)
            {
                feed.Publish(events[i]);
            }
        }

        return touched;
    }

    private static SqlStatement Insert(SecurityEvent fact)
    {
        var condition = fact.Condition;
        var values = new SqlValue[ColumnCount + (condition?.Values.Length ?? 0)];
        values[0] = fact.Id;
        values[1] = fact.OccurredAt;
        values[2] = (int)fact.Type;
        values[3] = (int)fact.Severity;
        values[4] = (int)fact.Outcome;
        values[5] = fact.Count;
        values[6] = fact.SubjectId;
        values[7] = fact.ClientId;
        values[8] = fact.SessionId;
        values[9] = fact.IpAddress;
        values[10] = fact.Device;
        values[11] = fact.Actor;
        values[12] = fact.CorrelationId;
        values[13] = fact.NameHash;
        values[14] = fact.PairHash;
        values[15] = fact.AgentHash;
        values[16] = fact.Details;
        values[17] = fact.Writer;
        values[18] = fact.Sequence;
        values[19] = fact.Mac;
        condition?.Values.CopyTo(values, ColumnCount);
        return new SqlStatement(condition is null ? InsertText : ConditionalInserts.GetOrAdd(condition.Text, ConditionalInsert), values);
    }

    private static string ConditionalInsert(string condition)
    {
        for (var i = 0; condition.Contains($"{{{i}}}", StringComparison.Ordinal); i++)
        {
            condition = condition.Replace($"{{{i}}}", string.Create(CultureInfo.InvariantCulture, $"${ColumnCount + 1 + i}"), StringComparison.Ordinal);
        }

        return $"{Into} SELECT {Placeholders} WHERE {condition}";
    }

    private const int ColumnCount = 20;

    private const string Into =
        """
        INSERT INTO security_events (id, occurred_at, type, severity, outcome, count, subject_id, client_id, session_id, ip_address, device, actor,
                                     correlation_id, name_hash, pair_hash, agent_hash, details, writer, sequence, mac)
        """;

    private const string Placeholders = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20";

    private const string InsertText = $"{Into} VALUES ({Placeholders})";
}
