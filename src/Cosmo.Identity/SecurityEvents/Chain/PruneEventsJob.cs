using Cosmo.Identity.Data;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.SecurityEvents.Chain;

/// <summary>
/// Deletes events that are older than the retention, whole seals at a time, in transactions that hold nobody up. A seal stays, with a
/// mark that only the product can make; of a beginning that is pruned, only the last seal stays.
/// </summary>
internal sealed partial class PruneEventsJob(
    Database database, EventKey key, SecurityEventRecorder recorder, SecurityEventsOptions options, TimeProvider clock, ILogger<PruneEventsJob> log)
{
    /// <returns>How many events were deleted.</returns>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - options.Retention;
        var deleted = await new ChainPruning(database, key, before, clock, cancellationToken).RunAsync();
        if (deleted > 0)
        {
            Pruned(log, deleted, before);
            await recorder.RecordAsync(
                new SecurityEvent { Type = SecurityEventType.EventsPruned, Actor = "job:PruneEvents", Details = $$"""{"events":{{deleted}},"before":"{{before.UtcDateTime:O}}"}""" },
                CancellationToken.None);
        }

        return deleted;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Security events were pruned: {Count}, from before {Before}.")]
    private static partial void Pruned(ILogger log, long count, DateTimeOffset before);
}
