using Cosmo.Identity.Data;

namespace Cosmo.Identity.Jobs.Statistics;

/// <summary>Reads how often things happened, hour by hour.</summary>
public sealed class StatisticsReader
{
    private const string Select = "SELECT hour, name, count FROM hourly_statistics WHERE hour >= $1 AND hour < $2 ORDER BY hour, name";

    private const string SelectOfName = "SELECT hour, name, count FROM hourly_statistics WHERE name = $3 AND hour >= $1 AND hour < $2 ORDER BY hour";

    private const string SelectSums = "SELECT name, sum(count) FROM hourly_statistics WHERE hour >= $1 AND hour < $2 GROUP BY name ORDER BY name";

    private readonly Database database;

    internal StatisticsReader(Database database) => this.database = database;

    /// <summary>All counts of the hours that begin from <paramref name="from"/> on and before <paramref name="to"/>, oldest first. An hour without events has none.</summary>
    public async Task<IReadOnlyList<HourlyCount>> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(
            new SqlStatement(Select, from, to), row => new HourlyCount(row.Instant(0)!.Value, row.GetString(1), row.GetInt64(2)), cancellationToken);

    /// <summary>The same for one name.</summary>
    public async Task<IReadOnlyList<HourlyCount>> ReadAsync(string name, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(
            new SqlStatement(SelectOfName, from, to, name), row => new HourlyCount(row.Instant(0)!.Value, row.GetString(1), row.GetInt64(2)), cancellationToken);

    /// <summary>How often each thing happened in all of those hours together, by name.</summary>
    public async Task<IReadOnlyDictionary<string, long>> SumAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        (await database.ReadAllAsync(new SqlStatement(SelectSums, from, to), row => (Name: row.GetString(0), Count: row.GetInt64(1)), cancellationToken))
            .ToDictionary(sum => sum.Name, sum => sum.Count, StringComparer.Ordinal);
}

/// <summary>How often something happened in one hour.</summary>
/// <param name="Hour">Start of the hour, UTC.</param>
/// <param name="Name">The event type's name.</param>
/// <param name="Count">How often, weighted: a row that stands for many counts as many.</param>
public sealed record HourlyCount(DateTimeOffset Hour, string Name, long Count);
