using Microsoft.Extensions.Hosting;

namespace Cosmo.Identity.Health;

/// <summary>
/// Gives back what a load needed once it is over: the runtime keeps the memory of a burst until it needs it again, which an idle
/// server never does.
/// </summary>
internal sealed class ReturnIdleMemory(TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>The start is the first load.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(0.5);

    /// <summary>Allocated in a period, this much is no load: polls and health checks.</summary>
    private const long IdleBytes = 4L << 20;

    /// <summary>Allocated since memory was last given back, this much makes it worth to do so again.</summary>
    private const long LoadBytes = 64L << 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(AfterStart, clock);
        var (returnedAt, before) = (-LoadBytes, GC.GetTotalAllocatedBytes());
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            timer.Period = Period;
            var now = GC.GetTotalAllocatedBytes();
            if (now - before < IdleBytes && now - returnedAt > LoadBytes)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                returnedAt = GC.GetTotalAllocatedBytes();
            }

            before = now;
        }
    }
}
