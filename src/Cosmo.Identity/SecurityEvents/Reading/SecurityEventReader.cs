using System.Globalization;
using System.Text;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents.Reading;

/// <summary>Finds events for pages and for the API, newest first. What one call costs is bounded, however rare what is asked for.</summary>
internal sealed class SecurityEventReader(Database database)
{
    /// <summary>The most that one page holds.</summary>
    public const int LargestPage = 200;

    /// <summary>So many events are looked through by one query, and so many queries are made for one page.</summary>
    private const int Stride = 5000;

    private const int MostStrides = 20;

    private static readonly Guid Last = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <param name="filter">Which.</param>
    /// <param name="before">The <see cref="SecurityEventPage.Next"/> of the page before; null at the beginning.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Stops between two queries.</param>
    public async Task<SecurityEventPage> ReadAsync(SecurityEventFilter filter, Guid? before, int count, CancellationToken cancellationToken)
    {
        count = Math.Clamp(count, 1, LargestPage);
        var upper = filter.To is { } to ? EventTime.FirstKeyAt(EventTime.ToMicrosecond(to)) : Last;
        var lower = filter.From is { } from ? EventTime.FirstKeyAt(EventTime.ToMicrosecond(from)) : Guid.Empty;
        var cursor = before is { } given && Compare(given, upper) < 0 ? given : upper;
        var found = new List<SecurityEvent>();
        for (var stride = 0; stride < MostStrides; stride++)
        {
            // A person's own events have an index; of all others, a bounded number is looked through at a time.
            var edge = filter.User is null ? await EdgeAsync(cursor, cancellationToken) : null;
            var floor = edge is { } bound && Compare(bound, lower) > 0 ? bound : lower;
            found.AddRange(await ReadBetweenAsync(filter, floor, cursor, count + 1 - found.Count, cancellationToken));
            if (found.Count > count)
            {
                return new SecurityEventPage(found[..count], found[count - 1].Id);
            }

            if (edge is null || floor == lower)
            {
                return new SecurityEventPage(found, null);
            }

            cursor = floor;
        }

        return new SecurityEventPage(found, cursor);
    }

    private async Task<Guid?> EdgeAsync(Guid before, CancellationToken cancellationToken) => await database.ReadFirstAsync(
        new SqlStatement("SELECT id FROM security_events WHERE id < $1 ORDER BY id DESC LIMIT 1 OFFSET $2", before, Stride), row => (Guid?)row.GetGuid(0), cancellationToken);

    private ValueTask<IReadOnlyList<SecurityEvent>> ReadBetweenAsync(SecurityEventFilter filter, Guid from, Guid before, int count, CancellationToken cancellationToken)
    {
        var values = new List<SqlValue> { from, before };
        var text = new StringBuilder($"SELECT {SecurityEventRow.Columns} FROM security_events WHERE id >= $1 AND id < $2");
        if (filter.Types.Count > 0)
        {
            // Numbers, not text of anybody's.
            text.Append(CultureInfo.InvariantCulture, $" AND type IN ({string.Join(", ", filter.Types.Select(type => (int)type))})");
        }

        if (filter.Severities.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" AND severity IN ({string.Join(", ", filter.Severities.Select(severity => (int)severity))})");
        }

        AddIf(filter.User is not null, "subject_id", filter.User);
        AddIf(filter.Client is not null, "client_id", filter.Client);
        AddIf(filter.IpAddress is not null, "ip_address", filter.IpAddress);
        values.Add(count);
        text.Append(CultureInfo.InvariantCulture, $" ORDER BY id DESC LIMIT ${values.Count}");
        return database.ReadAllAsync(new SqlStatement(text.ToString(), [.. values]), SecurityEventRow.Read, cancellationToken);

        void AddIf(bool condition, string column, SqlValue value)
        {
            if (condition)
            {
                values.Add(value);
                text.Append(CultureInfo.InvariantCulture, $" AND {column} = ${values.Count}");
            }
        }
    }

    /// <summary>As both databases order them: by bytes.</summary>
    private static int Compare(Guid one, Guid other) => string.CompareOrdinal(one.ToString("N"), other.ToString("N"));
}
