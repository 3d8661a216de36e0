using System.Data.Common;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>The columns of an event in one order, for writing and for reading.</summary>
internal static class SecurityEventRow
{
    public const int ColumnCount = 20;

    public const string Columns =
        """
        id, occurred_at, type, severity, outcome, count, subject_id, client_id, session_id, ip_address, device, actor,
        correlation_id, name_hash, pair_hash, agent_hash, details, writer, sequence, mac
        """;

    public const string Places = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20";

    public static void WriteTo(SqlValue[] values, SecurityEvent fact)
    {
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
    }

    public static SecurityEvent Read(DbDataReader row) => new()
    {
        Id = row.GetGuid(0),
        OccurredAt = row.Instant(1)!.Value,
        Type = (SecurityEventType)row.GetInt32(2),
        Severity = (SecurityEventSeverity)row.GetInt32(3),
        Outcome = (SecurityEventOutcome)row.GetInt32(4),
        Count = row.GetInt32(5),
        SubjectId = row.Id(6),
        ClientId = row.Text(7),
        SessionId = row.Id(8),
        IpAddress = row.Text(9),
        Device = row.Text(10),
        Actor = row.Text(11),
        CorrelationId = row.Text(12),
        NameHash = Number(row, 13),
        PairHash = Number(row, 14),
        AgentHash = Number(row, 15),
        Details = row.Text(16),
        Writer = row.GetInt64(17),
        Sequence = row.GetInt64(18),
        Mac = row.GetString(19),
    };

    /// <summary>Null where somebody has written into the row what cannot be read as an event.</summary>
    public static SecurityEvent? TryRead(DbDataReader row)
    {
        try
        {
            return Read(row);
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or OverflowException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static long? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
