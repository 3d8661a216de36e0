using System.Data.Common;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>
/// Once a minute, on one node: judges every address that did anything in the window, lists those that stand out, and blocks
/// those above the threshold.
/// </summary>
internal sealed class ScoreAddressesJob(
    Database database, EvidenceReader reader, SuspicionScorer scorer, SuspicionStore store, IpBlocks blocks, ThreatsOptions threats, ScoringOptions options, TimeProvider clock)
{
    private const int BlocksAtOnce = 128;

    /// <summary>More wait for the next run, the lowest scores longest: a run must end before that begins.</summary>
    private const int MostBlocks = 2_000;

    private const string EndedBlocks =
        "SELECT network, created_at, lifted_at FROM ip_blocks WHERE expires_at > $1 AND created_at <= $2 AND (lifted_at > $1 OR (lifted_at IS NULL AND expires_at <= $2))";

    /// <returns>How many addresses were judged; 0 too where another node has done this minute's work or the mode is off.</returns>
    /// <exception cref="DatabaseUnavailableException">What is not done comes with the next run.</exception>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (threats.Mode is ThreatsMode.Off || !await store.ClaimAsync(now, cancellationToken))
        {
            return 0;
        }

        var window = new EventWindow(now, options.Window, options.HalfLife);
        var evidence = await reader.ReadAsync(window, await AnsweredAsync(window, cancellationToken), cancellationToken);
        var findings = Judge(evidence, window);
        await store.SaveAsync(findings, window, options.NoticeThreshold, cancellationToken);
        await BlockAsync(findings, cancellationToken);
        return evidence.Count;
    }

    private async Task BlockAsync(List<SuspicionStore.Finding> findings, CancellationToken cancellationToken)
    {
        var placed = 0;
        var worst = findings.Where(finding => finding.Suspicion.Score >= options.BlockThreshold).OrderByDescending(finding => finding.Suspicion.Score);
        foreach (var part in worst.Chunk(BlocksAtOnce).TakeWhile(_ => placed < MostBlocks))
        {
            // Whoever is blocked already is so without a question to the database.
            var done = await Task.WhenAll(part.Select(finding => blocks.PlaceAsync(
                finding.Subscriber.Address, BlockRequest.ByScore(finding.Suspicion.Score, finding.Suspicion.Text), cancellationToken)));
            placed += done.Count(block => block is not null);
        }
    }

    private List<SuspicionStore.Finding> Judge(Dictionary<Subscriber, AddressEvidence> evidence, EventWindow window)
    {
        List<SuspicionStore.Finding> findings = [];
        foreach (var (subscriber, gathered) in evidence)
        {
            var activity = gathered.Sum();
            if (!scorer.MayReach(options.ListThreshold, activity))
            {
                continue;
            }

            var suspicion = scorer.Score(activity);
            if (suspicion.Score >= options.ListThreshold)
            {
                findings.Add(new SuspicionStore.Finding(subscriber, suspicion, window.StartOf(gathered.OldestBucket)));
            }
        }

        return findings;
    }

    // A block that has ended has answered for what led to it: blocking again takes new deeds, not the old ones once more.
    private async Task<Dictionary<Subscriber, int>> AnsweredAsync(EventWindow window, CancellationToken cancellationToken)
    {
        var answered = new Dictionary<Subscriber, int>();
        foreach (var (network, until) in await database.ReadAllAsync(new SqlStatement(EndedBlocks, window.Start, window.Now), ReadEnded, cancellationToken))
        {
            if (Subscriber.TryParse(network) is { } subscriber)
            {
                var bucket = window.BucketOf(until);
                answered[subscriber] = Math.Min(bucket, answered.GetValueOrDefault(subscriber, EventWindow.Buckets));
            }
        }

        return answered;
    }

    // A person who lifts a block has seen everything up to that moment.
    private static (string Network, DateTimeOffset Until) ReadEnded(DbDataReader row) => (row.GetString(0), row.Instant(2) ?? row.Instant(1)!.Value);
}
