using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Microsoft.Extensions.Hosting;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>
/// Remembers that requests were answered 503 because of the database, and tells it, once for the whole time, when the database
/// takes writes again and no request has failed for a second.
/// </summary>
internal sealed class DatabaseOutage(Database database, SecurityEventRecorder recorder, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>A database that answers now and then is told of after this many seconds of it.</summary>
    private const int LongestPatience = 60;

    /// <summary>Changes nothing, but waits for whatever a write has to wait for.</summary>
    private static readonly SqlStatement Probe = new("UPDATE cache_versions SET version = version WHERE name = 'outage'");

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
            await WaitUntilOverAsync(stoppingToken);
        }
    }

    private async Task WaitUntilOverAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        var (seen, patience) = (0, LongestPatience);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var isQuiet = Read().Requests == seen;
            seen = Read().Requests;
            if (await AnswersAsync(cancellationToken) && (isQuiet || --patience <= 0) && await TryTellAsync(cancellationToken))
            {
                return;
            }
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.ExecuteAsync([Probe], cancellationToken);
            return true;
        }
        catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
        {
            return false;
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
