using System.Text.Json;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>An address as the last scoring run judged it.</summary>
/// <param name="IpAddress">Canonical address, or the /64 of an IPv6 one.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Reasons">What the score is made of, greatest share first.</param>
/// <param name="WindowStart">When its hostile activity in the window began, exact to a twelfth of the window.</param>
/// <param name="ScoredAt">When it was judged.</param>
public sealed record SuspiciousAddress(string IpAddress, int Score, IReadOnlyList<ScoreReason> Reasons, DateTimeOffset WindowStart, DateTimeOffset ScoredAt)
{
    /// <summary>How reasons are written in rows, events and answers.</summary>
    internal static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}

/// <summary>Shows the findings of the last scoring run.</summary>
public sealed class SuspiciousActivityReader
{
    private const string Columns = "SELECT ip_address, score, reasons, window_start, scored_at FROM suspicious_activity";

    private const string Order = "ORDER BY score DESC, ip_address LIMIT $2";

    private readonly Database database;

    internal SuspiciousActivityReader(Database database) => this.database = database;

    /// <summary>Highest score first.</summary>
    /// <param name="least">Lower scores are left out.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<SuspiciousAddress>> ListAsync(int least, int most, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(
            new SqlStatement($"{Columns} WHERE score >= $1 ORDER BY score DESC, ip_address LIMIT $2", least, most), Read, cancellationToken);

    /// <summary>A page of addresses, highest score first.</summary>
    /// <param name="least">Lower scores are left out.</param>
    /// <param name="after">The <see cref="SuspiciousPage.Next"/> of the page before; null at the beginning.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<SuspiciousPage> ReadAsync(int least, SuspiciousCursor? after, int count, CancellationToken cancellationToken)
    {
        var statement = after is { } last
            ? new SqlStatement($"{Columns} WHERE score >= $1 AND (score < $3 OR (score = $3 AND ip_address > $4)) {Order}", least, count + 1, last.Score, last.IpAddress)
            : new SqlStatement($"{Columns} WHERE score >= $1 {Order}", least, count + 1);
        var rows = await database.ReadAllAsync(statement, Read, cancellationToken);
        return rows.Count > count
            ? new SuspiciousPage([.. rows.Take(count)], new SuspiciousCursor(rows[count - 1].Score, rows[count - 1].IpAddress))
            : new SuspiciousPage(rows, null);
    }

    /// <summary>One address, as it is written anywhere; null while there is nothing against it.</summary>
    public async Task<SuspiciousAddress?> FindAsync(string ipAddress, CancellationToken cancellationToken) =>
        Subscriber.TryParse(ipAddress) is { } subscriber
            ? await database.ReadFirstAsync(new SqlStatement($"{Columns} WHERE ip_address = $1", subscriber.ToString()), Read, cancellationToken)
            : null;

    private static SuspiciousAddress Read(System.Data.Common.DbDataReader row) => new(
        row.GetString(0),
        row.GetInt32(1),
        JsonSerializer.Deserialize<List<ScoreReason>>(row.GetString(2), SuspiciousAddress.Json)!,
        row.Instant(3)!.Value,
        row.Instant(4)!.Value);
}
