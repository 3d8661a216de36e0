using System.Data.Common;
using System.Globalization;
using System.Net;
using Cosmo.Identity.SecurityEvents;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>
/// One row of what <see cref="EvidenceReader"/> asks for. Of a million rows each question counts: three small numbers come as one
/// column, nothing comes as zero, and SQLite's statement is asked itself, since its reader asks for the kind of every value first.
/// </summary>
internal readonly record struct FactRow(Subscriber? Subscriber, EventFact Fact)
{
    private const int SlicesEach = 16;
    private const long Slice = 1L << 31;

    /// <summary>The columns in SQL, with the slice of the window as this expression.</summary>
    public static string Columns(string bucket) => string.Create(CultureInfo.InvariantCulture, $"""
        ip_address, (type * {SlicesEach} + {bucket}) * {Slice} + count,
        COALESCE(subject_id, '{Guid.Empty}'), COALESCE(name_hash, 0), COALESCE(pair_hash, 0), COALESCE(agent_hash, 0)
        """);

    /// <summary>The row at which the reader stands.</summary>
    public static FactRow Read(DbDataReader rows)
    {
        if (rows is SqliteDataReader { Handle: { } row })
        {
            return new FactRow(
                IPAddress.TryParse(raw.sqlite3_column_blob(row, 0), out var address) ? Threats.Subscriber.Of(address) : null,
                FactOf(
                    raw.sqlite3_column_int64(row, 1),
                    Guid.TryParse(raw.sqlite3_column_blob(row, 2), CultureInfo.InvariantCulture, out var subject) ? subject : default,
                    raw.sqlite3_column_int64(row, 3),
                    raw.sqlite3_column_int64(row, 4),
                    raw.sqlite3_column_int64(row, 5)));
        }

        return new FactRow(
            Threats.Subscriber.TryParse(rows.GetString(0)),
            FactOf(rows.GetInt64(1), rows.GetGuid(2), rows.GetInt64(3), rows.GetInt64(4), rows.GetInt64(5)));
    }

    private static EventFact FactOf(long numbers, Guid subject, long name, long pair, long agent)
    {
        var (kind, count) = Math.DivRem(numbers, Slice);
        var (type, bucket) = Math.DivRem((int)kind, SlicesEach);
        return new EventFact((SecurityEventType)type, bucket, (int)count, Known(EventFact.NumberOf(subject)), Known(name), Known(pair), Known(agent));
    }

    private static long? Known(long number) => number == 0 ? null : number;
}
