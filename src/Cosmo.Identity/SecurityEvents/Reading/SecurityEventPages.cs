using System.Data.Common;
using System.Runtime.CompilerServices;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents.Reading;

/// <summary>A row of the audit trail: the event, or, where somebody has made it unreadable, only its key as text.</summary>
internal readonly record struct ReadRow(SecurityEvent? Event, string Key);

/// <summary>All events, oldest first, a page at a time: neither the memory nor a transaction grows with their number.</summary>
internal static class SecurityEventPages
{
    private const int PageSize = 2000;

    private const string Select = $"SELECT {SecurityEventRow.Columns} FROM security_events WHERE id > $1 ORDER BY id LIMIT $2";

    /// <param name="database">Where they are.</param>
    /// <param name="after">The key before the first one.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    public static async IAsyncEnumerable<IReadOnlyList<ReadRow>> ReadAsync(
        Database database, Guid after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SqlValue cursor = after;
        while (true)
        {
            var page = await database.ReadAllAsync(
                new SqlStatement(Select, cursor, PageSize),
                // The key as the database has it: somebody may have written one there that is no UUID.
                row => (Row: Read(row), Key: row.GetValue(0)),
                cancellationToken);
            if (page.Count > 0)
            {
                yield return [.. page.Select(one => one.Row)];
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            cursor = new SqlValue(cursor.Type, page[^1].Key);
        }
    }

    private static ReadRow Read(DbDataReader row) =>
        SecurityEventRow.TryRead(row) is { } fact ? new ReadRow(fact, "") : new ReadRow(null, SafeText.Cut(row.GetValue(0).ToString(), 64)!);
}
