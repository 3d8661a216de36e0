using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Microsoft.Extensions.Hosting;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>
/// Remembers that requests were answered 503 because of the database, and tells it, once for the whole time, as soon as the
/// database takes an event again.
/// </summary>
internal sealed class DatabaseOutage(SecurityEventRecorder recorder, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock noting = new();
    private readonly SemaphoreSlim begun = new(0);
    private DateTimeOffset from;
    private int requests;

    /// <summary>One more request could not be answered.</summary>
    public void Note()
    {
        lock (noting)
        {
            if (requests++ == 0)
            {
                from = clock.GetUtcNow();
                begun.Release();
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await begun.WaitAsync(stoppingToken);
            using var timer = new PeriodicTimer(Period, clock);
            do
            {
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            while (!await TryTellAsync(stoppingToken));
        }
    }

    public override void Dispose()
    {
        begun.Dispose();
        base.Dispose();
    }

    private async Task<bool> TryTellAsync(CancellationToken cancellationToken)
    {
        var (since, count) = Read();
        var fact = new SecurityEvent
        {
            Type = SecurityEventType.DatabaseFaulted,
            Details = EventDetails.Of(("from", since), ("to", clock.GetUtcNow()), ("requests", count)),
        };
        try
        {
            await recorder.RecordAsync(fact, cancellationToken);
        }
        catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
        {
            return false;
        }

        Settle(count);
        return true;
    }

    private (DateTimeOffset Since, int Requests) Read()
    {
        lock (noting)
        {
            return (from, requests);
        }
    }

    /// <summary>What was noted while the event was written is the beginning of the next one.</summary>
    private void Settle(int told)
    {
        lock (noting)
        {
            requests -= told;
            if (requests > 0)
            {
                from = clock.GetUtcNow();
                begun.Release();
            }
        }
    }
}
