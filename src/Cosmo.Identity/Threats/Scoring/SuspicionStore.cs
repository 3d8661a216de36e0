using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>Keeps what the last scoring run found: a row per address, and one event when an address becomes suspected.</summary>
internal sealed class SuspicionStore(Database database, SecurityEventRecorder recorder)
{
    /// <summary>More rows help nobody; the lowest scores are left out.</summary>
    private const int MostRows = 5_000;

    private const int RowsPerTransaction = 200;

    // cache_versions as a claim: whoever moves the number to this minute runs. A number from the future means that the clock was set back.
    private const string Claim =
        """
        INSERT INTO cache_versions (name, version) VALUES ('score-addresses', $1)
        ON CONFLICT (name) DO UPDATE SET version = $1 WHERE cache_versions.version < $1 OR cache_versions.version > $1 + 2
        """;

    private const string Upsert =
        """
        INSERT INTO suspicious_activity (id, ip_address, scored_at, window_start, score, reasons) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (ip_address) DO UPDATE SET scored_at = $3, window_start = $4, score = $5, reasons = $6
        """;

    private const string Forget = "DELETE FROM suspicious_activity WHERE scored_at < $1";

    // Becoming suspected is a new row: its key tells apart who came first where two nodes find the same.
    private const string ForgetUnsuspected = "DELETE FROM suspicious_activity WHERE ip_address = $1 AND score < $2";

    /// <summary>Whether this process scores this minute; no other one does then.</summary>
    public async Task<bool> ClaimAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        (await database.ExecuteAsync([new SqlStatement(Claim, now.ToUnixTimeSeconds() / 60)], cancellationToken))[0] == 1;

    /// <summary>Writes the findings and forgets who has fallen below all thresholds.</summary>
    public async Task SaveAsync(IReadOnlyCollection<Finding> findings, EventWindow window, int noticeThreshold, CancellationToken cancellationToken)
    {
        var suspected = await SuspectedAsync(noticeThreshold, cancellationToken);
        foreach (var part in findings.OrderByDescending(finding => finding.Suspicion.Score).Take(MostRows).Chunk(RowsPerTransaction))
        {
            List<SqlStatement> statements = [];
            List<SecurityEvent> events = [];
            foreach (var finding in part)
            {
                Add(finding, finding.Suspicion.Score >= noticeThreshold && !suspected.Contains(finding.Subscriber.ToString()));
            }

            await recorder.ExecuteAsync(statements, events, cancellationToken);

            void Add(Finding finding, bool isNew)
            {
                var address = finding.Subscriber.ToString();
                var row = Guid.CreateVersion7();
                if (isNew)
                {
                    statements.Add(new SqlStatement(ForgetUnsuspected, address, noticeThreshold));
                    events.Add(SuspectedEvent(finding, address, row));
                }

                statements.Add(new SqlStatement(
                    Upsert, row, address, window.Now, finding.Since, finding.Suspicion.Score, JsonSerializer.Serialize(finding.Suspicion.Reasons, SuspiciousAddress.Json)));
            }
        }

        await database.ExecuteAsync([new SqlStatement(Forget, window.Now)], cancellationToken);
    }

    private async Task<HashSet<string>> SuspectedAsync(int noticeThreshold, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAllAsync(
            new SqlStatement("SELECT ip_address FROM suspicious_activity WHERE score >= $1", noticeThreshold), row => row.GetString(0), cancellationToken);
        return rows.ToHashSet(StringComparer.Ordinal);
    }

    private static SecurityEvent SuspectedEvent(Finding finding, string address, Guid row) => new()
    {
        Type = SecurityEventType.AddressSuspected,
        IpAddress = address,
        Actor = "job:score_addresses",
        Details = JsonSerializer.Serialize(new { score = finding.Suspicion.Score, reasons = finding.Suspicion.Reasons }, SuspiciousAddress.Json),
        Condition = new EventCondition("EXISTS (SELECT 1 FROM suspicious_activity WHERE id = {0})", row),
    };

    /// <summary>One subscriber with its score.</summary>
    /// <param name="Subscriber">Who.</param>
    /// <param name="Suspicion">The score and its reasons.</param>
    /// <param name="Since">The oldest hostile fact that counted, exact to a slice of the window.</param>
    internal sealed record Finding(Subscriber Subscriber, Suspicion Suspicion, DateTimeOffset Since);
}
