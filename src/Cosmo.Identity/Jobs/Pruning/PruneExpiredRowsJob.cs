using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Telemetry;

namespace Cosmo.Identity.Jobs.Pruning;

/// <summary>Deletes what has served, by the rules of all slices: never a row that still means something.</summary>
internal sealed class PruneExpiredRowsJob(IEnumerable<PruneRule> rules, BatchedDelete delete, JobsOptions options, SecurityEventRecorder recorder, TimeProvider clock)
{
    /// <summary>A backlog is worked off in several runs: one that took too long could not be told from one that died.</summary>
    private static readonly TimeSpan ShortestRun = TimeSpan.FromSeconds(90);

    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        // Once for all rules: whether the clock is right was asked a moment ago.
        var now = clock.GetUtcNow();
        var until = clock.GetTimestamp() + (long)((options.PrunePeriod > ShortestRun ? options.PrunePeriod : ShortestRun).TotalSeconds * clock.TimestampFrequency);
        var deleted = new SortedDictionary<string, long>(StringComparer.Ordinal);
        List<Exception> failures = [];
        foreach (var rule in rules.OrderBy(rule => rule.Order))
        {
            try
            {
                if (await delete.RunAsync(rule, now, until, cancellationToken) is > 0 and var rows)
                {
                    deleted[rule.Table] = deleted.GetValueOrDefault(rule.Table) + rows;
                    Measures.PrunedRows.Add(rows, new KeyValuePair<string, object?>("table", rule.Table));
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One table's trouble is no reason to let the others grow.
                failures.Add(new InvalidOperationException($"{rule.Table}: {exception.Message}", exception));
            }
        }

        if (deleted.Count > 0)
        {
            await recorder.RecordAsync(
                new SecurityEvent { Type = SecurityEventType.ExpiredRowsPruned, Actor = "job:PruneExpiredRows", Details = JsonSerializer.Serialize(deleted) }, cancellationToken);
        }

        return failures.Count == 0 ? deleted.Values.Sum() : throw new AggregateException(failures);
    }
}
