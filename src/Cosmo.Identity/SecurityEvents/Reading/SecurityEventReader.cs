using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents.Reading;

/// <summary>Finds events for pages and for the API, newest first. What one call costs is bounded, however rare what is asked for.</summary>
internal sealed class SecurityEventReader(Database database)
{
    /// <summary>The most that one page holds.</summary>
    public const int LargestPage = 200;

    private const int Stride = 1000;

    /// <summary>So many queries are made for one page; then it is handed out as it is, with the place where to go on.</summary>
    private const int MostStrides = 20;

    private const string SelectText =
        $"SELECT {SecurityEventRow.Columns} FROM security_events WHERE id >= $1 AND id < $2 ORDER BY id DESC LIMIT $3";

    private const string SelectOfUserText =
        $"SELECT {SecurityEventRow.Columns} FROM security_events WHERE subject_id = $4 AND id >= $1 AND id < $2 ORDER BY id DESC LIMIT $3";

    private static readonly Guid Last = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <param name="filter">Which.</param>
    /// <param name="before">The <see cref="SecurityEventPage.Next"/> of the page before; null at the beginning.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Stops between two queries.</param>
    public async Task<SecurityEventPage> ReadAsync(SecurityEventFilter filter, Guid? before, int count, CancellationToken cancellationToken)
    {
        count = Math.Clamp(count, 1, LargestPage);
        SqlValue lower = filter.From is { } from ? EventTime.FirstKeyAt(EventTime.ToMicrosecond(from)) : Guid.Empty;
        var cursor = before ?? (filter.To is { } to ? EventTime.FirstKeyAt(EventTime.ToMicrosecond(to).AddMicroseconds(1)) : Last);
        // Only what comes first is few, where all fit; more is read where little does.
        var stride = IsOpen(filter) ? count + 1 : Stride;
        var found = new List<SecurityEvent>();
        for (var strides = 0; strides < MostStrides; strides++)
        {
            var read = await database.ReadAllAsync(
                filter.User is { } user ? new SqlStatement(SelectOfUserText, lower, cursor, stride, user) : new SqlStatement(SelectText, lower, cursor, stride),
                SecurityEventRow.TryRead,
                cancellationToken);
            var readable = read.OfType<SecurityEvent>().ToList();
            found.AddRange(readable.Where(filter.Fits));
            if (found.Count > count)
            {
                return new SecurityEventPage(found[..count], found[count - 1].Id);
            }

            if (read.Count < stride || readable.Count == 0)
            {
                return new SecurityEventPage(found, null);
            }

            cursor = readable[^1].Id;
        }

        return new SecurityEventPage(found, cursor);
    }

    private static bool IsOpen(SecurityEventFilter filter) =>
        filter.Types.Count == 0 && filter.Severities.Count == 0 && filter.Client is null && filter.IpAddress is null;
}
