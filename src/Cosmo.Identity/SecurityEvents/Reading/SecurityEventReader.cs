using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents.Chain;

namespace Cosmo.Identity.SecurityEvents.Reading;

/// <summary>Finds events for pages and for the API, newest first. What one call costs is bounded, however rare what is asked for.</summary>
public sealed class SecurityEventReader
{
    /// <summary>The most that one page holds.</summary>
    public const int LargestPage = 200;

    private const int Stride = 1000;

    /// <summary>So many queries are made for one page; then it is handed out as it is, with the place where to go on.</summary>
    private const int MostStrides = 20;

    private const string Range = "id >= $1 AND id < $2";

    private const string Order = "ORDER BY id DESC LIMIT $3";

    private const string SelectText = $"SELECT {SecurityEventRow.Columns} FROM security_events WHERE {Range} {Order}";

    // By column and key together: with the column alone, PostgreSQL may walk all events backwards until enough of it have come by.
    private const string SelectOfUserText =
        $"SELECT {SecurityEventRow.Columns} FROM security_events WHERE subject_id IS NOT NULL AND (subject_id, id) >= ($4, $1) AND (subject_id, id) < ($4, $2) ORDER BY subject_id DESC, id DESC LIMIT $3";

    private const string SelectOfAddressText =
        $"SELECT {SecurityEventRow.Columns} FROM security_events WHERE ip_address IS NOT NULL AND (ip_address, id) >= ($4, $1) AND (ip_address, id) < ($4, $2) ORDER BY ip_address DESC, id DESC LIMIT $3";

    private const string SelectOfClientText =
        $"SELECT {SecurityEventRow.Columns} FROM security_events WHERE client_id IS NOT NULL AND (client_id, id) >= ($4, $1) AND (client_id, id) < ($4, $2) ORDER BY client_id DESC, id DESC LIMIT $3";

    private const string SelectOneText = $"SELECT {SecurityEventRow.Columns} FROM security_events WHERE id = $1";

    private const string SelectSealsText =
        "SELECT sequences FROM security_event_seals WHERE writer = $1 AND created_at >= $2 ORDER BY number LIMIT 50";

    /// <summary>A seal is made moments after what it covers, unless its writer died.</summary>
    private static readonly TimeSpan SealSlack = TimeSpan.FromSeconds(5);

    private static readonly Guid Last = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    private readonly Database database;
    private readonly EventKey key;

    internal SecurityEventReader(Database database, EventKey key) => (this.database, this.key) = (database, key);

    /// <summary>A page of events.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">The <see cref="SecurityEventPage.Next"/> of the page before; null at the beginning.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Stops between two queries.</param>
    public async Task<SecurityEventPage> ReadAsync(SecurityEventFilter filter, Guid? before, int count, CancellationToken cancellationToken)
    {
        count = Math.Clamp(count, 1, LargestPage);
        SqlValue lower = filter.From is { } from ? EventTime.FirstKeyAt(EventTime.ToMicrosecond(from)) : Guid.Empty;
        var cursor = before ?? (filter.To is { } to ? EventTime.FirstKeyAt(EventTime.ToMicrosecond(to).AddMicroseconds(1)) : Last);
        var (select, fitsAll) = Choose(filter);
        // Only what comes first is few, where all fit; more is read where little does.
        var stride = fitsAll ? count + 1 : Stride;
        var found = new List<SecurityEvent>();
        for (var strides = 0; strides < MostStrides; strides++)
        {
            var read = await database.ReadAllAsync(select(lower, cursor, stride), SecurityEventRow.TryRead, cancellationToken);
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

    /// <summary>One event, with what the chain says of it; null where there is none.</summary>
    public async Task<SecurityEventProof?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await database.ReadFirstAsync(new SqlStatement(SelectOneText, id), SecurityEventRow.TryRead, cancellationToken) is not { } fact)
        {
            return null;
        }

        var seals = await database.ReadAllAsync(
            new SqlStatement(SelectSealsText, fact.Writer, fact.OccurredAt - SealSlack), row => row.GetString(0), cancellationToken);
        return new SecurityEventProof(
            fact,
            CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(SecurityEventStamp.MacOf(key, fact)), Encoding.UTF8.GetBytes(fact.Mac)),
            seals.Any(text => SequenceRanges.TryParse(text)?.Contains(fact.Sequence) == true));
    }

    /// <summary>The index that leaves least to be looked at, and whether all that it finds fits.</summary>
    private static (Func<SqlValue, Guid, int, SqlStatement> Select, bool FitsAll) Choose(SecurityEventFilter filter)
    {
        var rest = (filter.Network, filter.Session, filter.CorrelationId, filter.Text) is (null, null, null, null);
        var types = filter.NamedTypes;
        if (filter.User is { } user)
        {
            return ((lower, upper, most) => new SqlStatement(SelectOfUserText, lower, upper, most, user), rest && IsOnly(filter with { User = null }));
        }

        if (filter.IpAddress is { } address)
        {
            return ((lower, upper, most) => new SqlStatement(SelectOfAddressText, lower, upper, most, address), rest && IsOnly(filter with { IpAddress = null }));
        }

        if (filter.Client is { } client && types is null)
        {
            return ((lower, upper, most) => new SqlStatement(SelectOfClientText, lower, upper, most, client), rest && IsOnly(filter with { Client = null }));
        }

        return types is null
            ? ((lower, upper, most) => new SqlStatement(SelectText, lower, upper, most), rest && IsOnly(filter))
            : (SelectOfTypes(types), rest && filter.Client is null);
    }

    private static bool IsOnly(SecurityEventFilter filter) =>
        filter.Types.Count == 0 && filter.Severities.Count == 0 && filter.User is null && filter.Client is null && filter.IpAddress is null;

    // Each type by its own stretch of the index: a list of types would make the database read every event, or sort all that fit.
    private static Func<SqlValue, Guid, int, SqlStatement> SelectOfTypes(IReadOnlyList<SecurityEventType> types)
    {
        if (types.Count == 0)
        {
            return (lower, _, most) => new SqlStatement(SelectText, lower, Guid.Empty, most);
        }

        var text = string.Join(" UNION ALL ", types.Select((_, i) => $"SELECT * FROM (SELECT {SecurityEventRow.Columns} FROM security_events WHERE (type, id) >= (${i + 4}, $1) AND (type, id) < (${i + 4}, $2) ORDER BY type DESC, id DESC LIMIT $3) AS t{i}"));
        SqlValue[] values = [.. types.Select(type => (SqlValue)(int)type)];
        return (lower, upper, most) => new SqlStatement($"SELECT * FROM ({text}) AS all_types {Order}", [lower, upper, most, .. values]);
    }
}

/// <summary>An event as it is stored, and whether it still is what was written.</summary>
/// <param name="Event">The event.</param>
/// <param name="IsIntact">Its keyed hash fits: nobody changed the row.</param>
/// <param name="IsSealed">A seal of its writer's chain covers it: were it deleted, that would show. The newest few are not sealed yet.</param>
public sealed record SecurityEventProof(SecurityEvent Event, bool IsIntact, bool IsSealed);
