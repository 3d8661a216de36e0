using System.Data.Common;
using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats.Scoring;

namespace Cosmo.Identity.Threats.Addresses;

/// <summary>
/// Tells what is known of one address or network, from its newest events: what one call costs is bounded, however much it did. Events have
/// an index by address, and none by network: of a network those addresses are looked at that were seen lately.
/// </summary>
public sealed class AddressReader
{
    /// <summary>So many events are looked at, the newest.</summary>
    public const int MostEvents = 2000;

    /// <summary>Among so many of the newest events of all, a network's addresses are looked for.</summary>
    public const int MostSearched = 20_000;

    /// <summary>So many addresses of a network are looked at.</summary>
    public const int MostAddresses = 32;

    /// <summary>So many events of each of them.</summary>
    private const int MostOfEach = 500;

    /// <summary>So many accounts, devices and addresses are named.</summary>
    public const int MostNamed = 50;

    private const int MostShown = 50;

    private const string Columns = "id, occurred_at, type, severity, outcome, count, subject_id, ip_address, device, actor, name_hash";

    // A range of one value, and ordered by it: asked for an address that was busy long ago, a planner that knows only how busy it was would
    // walk back through all events since, by their keys.
    private const string SelectOfAddress =
        $"SELECT {Columns} FROM security_events WHERE ip_address >= $1 AND ip_address <= $1 ORDER BY ip_address DESC, id DESC LIMIT $2";

    private const string SelectAddresses =
        "SELECT DISTINCT ip_address FROM (SELECT ip_address FROM security_events ORDER BY id DESC LIMIT $1) AS newest WHERE ip_address LIKE $2";

    private readonly Database database;
    private readonly SuspiciousActivityReader suspicions;

    internal AddressReader(Database database, SuspiciousActivityReader suspicions) => (this.database, this.suspicions) = (database, suspicions);

    /// <summary>What is known of it; little, where it was never seen.</summary>
    public async Task<KnownAddress> ReadAsync(NetworkName name, CancellationToken cancellationToken)
    {
        IReadOnlyList<Seen> seen = name.IsAddress ? await OfAddressAsync(name.Text, cancellationToken) : await OfNetworkAsync(name, cancellationToken);
        // What an administrator did from here is none of the address's doing.
        List<Seen> own = [.. seen.Where(row => row.Actor is null)];
        return new KnownAddress(
            name,
            seen.Count,
            seen.Count == MostEvents || (!name.IsAddress && seen.GroupBy(row => row.IpAddress).Any(group => group.Count() == MostOfEach)),
            seen.Count == 0 ? null : seen[^1].At,
            seen.Count == 0 ? null : seen[0].At,
            [.. seen.GroupBy(row => row.Type).Select(group => new SeenType(group.Key, group.First().Severity, group.Sum(row => (long)row.Count))).OrderByDescending(type => type.Count)],
            [.. own.Where(row => row.Subject is not null).GroupBy(row => row.Subject!.Value).Select(AccountOf).OrderByDescending(account => account.SignIns > 0).ThenByDescending(account => account.Failures).Take(MostNamed)],
            own.Where(row => row.Type is SecurityEventType.UnknownUserTried && row.NameHash is not null).Select(row => row.NameHash).Distinct().Count(),
            Count(own, row => row.Device),
            Count(seen, row => row.IpAddress),
            await NewestAsync([.. seen.Take(MostShown).Select(row => row.Id)], cancellationToken),
            await suspicions.FindAsync(name.Subscriber.Text, cancellationToken));
    }

    private async ValueTask<IReadOnlyList<Seen>> OfAddressAsync(string address, CancellationToken cancellationToken) =>
        [.. (await database.ReadAllAsync(new SqlStatement(SelectOfAddress, address, MostEvents), Read, cancellationToken)).OfType<Seen>()];

    private async Task<IReadOnlyList<Seen>> OfNetworkAsync(NetworkName network, CancellationToken cancellationToken)
    {
        var found = await database.ReadAllAsync(new SqlStatement(SelectAddresses, MostSearched, network.LikePattern), row => row.GetString(0), cancellationToken);
        // Floods are counted by the /64, and name it.
        List<string> addresses = [.. found.Where(network.Holds).Order(StringComparer.Ordinal).Take(MostAddresses - 1), network.Text];
        var all = string.Join(" UNION ALL ", addresses.Select((_, i) => $"SELECT * FROM ({SelectOfAddress.Replace("$1", $"${i + 3}", StringComparison.Ordinal)}) AS a{i}"));
        var statement = new SqlStatement($"SELECT * FROM ({all}) AS of_network ORDER BY id DESC LIMIT $1", [MostEvents, MostOfEach, .. addresses.Select(text => (SqlValue)text)]);
        return [.. (await database.ReadAllAsync(statement, Read, cancellationToken)).OfType<Seen>()];
    }

    private async Task<IReadOnlyList<SecurityEvent>> NewestAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var places = string.Join(", ", ids.Select((_, i) => $"${i + 1}"));
        var statement = new SqlStatement(
            $"SELECT {SecurityEventRow.Columns} FROM security_events WHERE id IN ({places}) ORDER BY id DESC", [.. ids.Select(id => (SqlValue)id)]);
        return [.. (await database.ReadAllAsync(statement, SecurityEventRow.TryRead, cancellationToken)).OfType<SecurityEvent>()];
    }

    private static SeenAccount AccountOf(IGrouping<Guid, Seen> rows) => new(
        rows.Key,
        rows.Where(row => row.Outcome is not SecurityEventOutcome.Success).Sum(row => (long)row.Count),
        rows.Where(row => row.Type is SecurityEventType.SignedIn).Sum(row => (long)row.Count),
        rows.Max(row => row.At));

    private static IReadOnlyList<SeenText> Count(IEnumerable<Seen> rows, Func<Seen, string?> text) =>
        [.. rows.Where(row => text(row) is not null).GroupBy(row => text(row)!, StringComparer.Ordinal)
            .Select(group => new SeenText(group.Key, group.Sum(row => (long)row.Count))).OrderByDescending(one => one.Count).Take(MostNamed)];

    // Null where somebody has written into the row what cannot be read as an event.
    private static Seen? Read(DbDataReader row)
    {
        try
        {
            return new Seen(
                row.GetGuid(0), row.Instant(1)!.Value, (SecurityEventType)row.GetInt32(2), (SecurityEventSeverity)row.GetInt32(3), (SecurityEventOutcome)row.GetInt32(4), row.GetInt32(5),
                row.Id(6), row.Text(7), row.Text(8), row.Text(9), row.IsDBNull(10) ? null : row.GetInt64(10));
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or OverflowException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed record Seen(
        Guid Id, DateTimeOffset At, SecurityEventType Type, SecurityEventSeverity Severity, SecurityEventOutcome Outcome, int Count,
        Guid? Subject, string? IpAddress, string? Device, string? Actor, long? NameHash);
}
