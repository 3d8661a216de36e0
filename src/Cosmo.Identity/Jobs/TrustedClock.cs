using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Jobs;

/// <summary>
/// Says whether what is old may be deleted by the wall clock. It asks three witnesses: the time since the machine started
/// (<see cref="ClockWatch"/>), the newest traces in the database, and PostgreSQL's own clock. A doubt is a security event, once.
/// </summary>
internal sealed partial class TrustedClock(Database database, SecurityEventRecorder recorder, SecurityEventStamp stamp, JobRuns runs, TimeProvider clock, ILogger<TrustedClock> log) : IDisposable
{
    /// <summary>A server may have been off for so long without anybody's doubting the clock that it wakes up with.</summary>
    public static readonly TimeSpan LongestAbsence = TimeSpan.FromDays(1);

    private readonly ClockWatch watch = new(clock);
    private readonly SemaphoreSlim looking = new(1, 1);
    private bool compared;
    private string? told;

    /// <summary>Looks at the clocks of this machine only.</summary>
    public async Task GlanceAsync(CancellationToken cancellationToken)
    {
        await looking.WaitAsync(cancellationToken);
        watch.Look();
        looking.Release();
    }

    /// <summary>Why nothing may be deleted now; null when the clock is right by all that is known.</summary>
    public async Task<string?> DoubtAsync(CancellationToken cancellationToken)
    {
        await looking.WaitAsync(cancellationToken);
        try
        {
            var now = watch.Look();
            var doubt = await CompareAsync(now, cancellationToken) ?? watch.Doubt;
            if (doubt is not null && told is null)
            {
                Jumped(log, doubt);
                await recorder.RecordAsync(EventOf(doubt), cancellationToken);
            }

            return told = doubt;
        }
        finally
        {
            looking.Release();
        }
    }

    public void Dispose() => looking.Dispose();

    private async Task<string?> CompareAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = database.OpenBackground();
        if (database.Provider == DatabaseProvider.PostgreSql)
        {
            var server = (await connection.ReadAllAsync(new SqlStatement("SELECT clock_timestamp()"), row => row.Instant(0)!.Value, cancellationToken))[0];
            if ((now - server).Duration() > ClockWatch.Tolerance)
            {
                return $"the wall clock and the database's differ by {ClockWatch.Rounded((now - server).Duration())}";
            }
        }

        if (await NewestTraceAsync(connection, cancellationToken) is not { } newest)
        {
            compared = true;
            return null;
        }

        if (newest - now > ClockWatch.Tolerance && !watch.IsSettled)
        {
            return $"the wall clock is {ClockWatch.Rounded(newest - now)} behind the newest trace in the database";
        }

        // Only at first: later the traces are this process's own.
        if (!compared && now - newest > LongestAbsence)
        {
            watch.Distrust($"the newest trace in the database is {ClockWatch.Rounded(now - newest)} old: the server was off for so long, or the wall clock is ahead");
        }

        compared = true;
        return null;
    }

    /// <summary>The latest instant at which any node is known to have written; null in a new database.</summary>
    private async Task<DateTimeOffset?> NewestTraceAsync(BackgroundConnection connection, CancellationToken cancellationToken)
    {
        // Keys are ordered by time.
        var traces = await connection.ReadAllAsync(
            new SqlStatement("SELECT started_at FROM job_runs WHERE node <> $1 ORDER BY id DESC LIMIT 1", runs.Node), row => row.Instant(0), cancellationToken);
        var events = await connection.ReadAllAsync(
            new SqlStatement("SELECT occurred_at FROM security_events WHERE writer <> $1 ORDER BY id DESC LIMIT 1", stamp.Writer), row => row.Instant(0), cancellationToken);
        return traces.Concat(events).Max();
    }

    private SecurityEvent EventOf(string doubt) => new()
    {
        Type = SecurityEventType.ClockJumped,
        Actor = "job:clock",
        Details = JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = doubt, ["node"] = runs.Node }),
    };

    [LoggerMessage(Level = LogLevel.Critical, Message = "Nothing is deleted by age for now: {Doubt}. Check the machine's clock.")]
    private static partial void Jumped(ILogger log, string doubt);
}
