using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents.Reading;

/// <summary>Who stands out: whom failed sign-ins are aimed at, where they come from, which clients get most tokens. What it costs is bounded: of many, the newest count.</summary>
public sealed class TopReader
{
    /// <summary>So many of the newest rows of each type are looked at.</summary>
    public const int MostRows = 5_000;

    private static readonly SecurityEventType[] Failures =
    [
        SecurityEventType.SignInFailed, SecurityEventType.UnknownUserTried, SecurityEventType.LockedSignInRefused, SecurityEventType.SecondFactorFailed,
    ];

    private static readonly string Newest = string.Join(
        " UNION ALL ",
        Failures.Select(type => $"SELECT * FROM (SELECT subject_id, ip_address, count FROM security_events WHERE {Of(type)}) AS t{(int)type}"));

    private static readonly string SelectTargets =
        $"SELECT subject_id, sum(count) FROM ({Newest}) AS failures WHERE subject_id IS NOT NULL GROUP BY subject_id ORDER BY 2 DESC LIMIT $2";

    private static readonly string SelectSources =
        $"SELECT ip_address, sum(count) FROM ({Newest}) AS failures WHERE ip_address IS NOT NULL GROUP BY ip_address ORDER BY 2 DESC LIMIT $2";

    private static readonly string SelectClients =
        $"""
         SELECT client_id, sum(count) FROM (
             SELECT * FROM (SELECT client_id, count FROM security_events WHERE {Of(SecurityEventType.TokensIssued)}) AS issued
             UNION ALL
             SELECT * FROM (SELECT client_id, count FROM security_events WHERE {Of(SecurityEventType.TokensRefreshed)}) AS refreshed) AS tokens
         WHERE client_id IS NOT NULL GROUP BY client_id ORDER BY 2 DESC LIMIT $2
         """;

    private readonly Database database;

    internal TopReader(Database database) => this.database = database;

    /// <summary>The accounts with most failures since an instant, by subject.</summary>
    /// <param name="from">Older ones do not count.</param>
    /// <param name="most">How many accounts.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<(Guid Subject, long Failures)>> TargetsAsync(DateTimeOffset from, int most, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(new SqlStatement(SelectTargets, KeyAt(from), most), row => (row.GetGuid(0), row.GetInt64(1)), cancellationToken);

    /// <summary>The addresses with most failures since an instant.</summary>
    /// <inheritdoc cref="TargetsAsync"/>
    public async Task<IReadOnlyList<(string Address, long Failures)>> SourcesAsync(DateTimeOffset from, int most, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(new SqlStatement(SelectSources, KeyAt(from), most), row => (row.GetString(0), row.GetInt64(1)), cancellationToken);

    /// <summary>The clients that got most tokens since an instant.</summary>
    /// <inheritdoc cref="TargetsAsync"/>
    public async Task<IReadOnlyList<(string ClientId, long Answers)>> ClientsAsync(DateTimeOffset from, int most, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(new SqlStatement(SelectClients, KeyAt(from), most), row => (row.GetString(0), row.GetInt64(1)), cancellationToken);

    // By type and key together: with the two apart, PostgreSQL may read all events of that time.
    private static string Of(SecurityEventType type) =>
        $"(type, id) >= ({(int)type}, $1) AND (type, id) < ({(int)type + 1}, '00000000-0000-0000-0000-000000000000') ORDER BY type DESC, id DESC LIMIT {MostRows}";

    private static Guid KeyAt(DateTimeOffset instant) => EventTime.FirstKeyAt(EventTime.ToMicrosecond(instant));
}
