using System.Diagnostics;
using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Jobs;

/// <summary>
/// Runs a job at most once at a time, here and on all nodes, and writes down every run: start, duration, rows, error. A failure
/// is a security event too; it never reaches the scheduler.
/// </summary>
internal sealed partial class JobRunner(
    IServiceProvider services, Database database, JobRuns runs, TrustedClock trusted, SecurityEventRecorder recorder, TimeProvider clock, ILogger<JobRunner> log)
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>Before the first run of a process.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            await runs.InterruptOthersAsync(cancellationToken);
        }
    }

    /// <summary>Runs the job if it is due and nobody else has it.</summary>
    public async Task RunDueAsync(RecurringJob job, CancellationToken cancellationToken)
    {
        try
        {
            if (await runs.ClaimAsync(job, cancellationToken) is { } run)
            {
                await RunAsync(job, run, trustClock: false, cancellationToken);
            }
        }
        catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
        {
            // Without its row it does not run; it is due again in a moment.
            CouldNotClaim(log, job.Name, exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception exception)
        {
            Failed(log, job.Name, exception);
        }
    }

    /// <summary>Runs the job now, due or not. Null: it is under way already.</summary>
    /// <param name="job">The job.</param>
    /// <param name="trustClock">Whether a person says that the clock is right.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public async Task<JobRun?> RunNowAsync(RecurringJob job, bool trustClock, CancellationToken cancellationToken)
    {
        var run = await runs.ClaimNowAsync(job, cancellationToken);
        if (run is not null)
        {
            await RunAsync(job, run, trustClock, cancellationToken);
        }

        return run;
    }

    /// <summary>Claims a run now, due or not, and lets it go on by itself. Null: it is under way already.</summary>
    /// <param name="job">The job.</param>
    /// <param name="stop">Stops the run.</param>
    /// <param name="cancellationToken">Stops the claim.</param>
    public async Task<JobRun?> BeginNowAsync(RecurringJob job, CancellationToken stop, CancellationToken cancellationToken)
    {
        var run = await runs.ClaimNowAsync(job, cancellationToken);
        if (run is not null)
        {
            _ = Task.Run(() => RunAsync(job, run, trustClock: false, stop), CancellationToken.None);
        }

        return run;
    }

    private async Task RunAsync(RecurringJob job, JobRun run, bool trustClock, CancellationToken cancellationToken)
    {
        using var span = Measures.Spans.StartActivity("job " + job.Name);
        var since = clock.GetTimestamp();
        var outcome = await TryRunAsync(job, run, trustClock, cancellationToken);
        run.DurationMilliseconds = (int)Math.Min(int.MaxValue, clock.GetElapsedTime(since).TotalMilliseconds);
        Measures.JobRuns.Add(1, new("job", job.Name), new("outcome", outcome));
        Measures.JobTime.Record(clock.GetElapsedTime(since).TotalSeconds, new KeyValuePair<string, object?>("job", job.Name));
        span?.SetTag("rows", run.Rows).SetStatus(run.Error is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, run.Error);
        using var farewell = new CancellationTokenSource(Farewell);
        try
        {
            await runs.FinishAsync(run, farewell.Token);
            if (outcome == "failed")
            {
                await recorder.RecordAsync(FailureOf(run), farewell.Token);
            }
        }
        catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception) || exception is OperationCanceledException)
        {
            CouldNotRecord(log, job.Name, exception.Message);
        }
    }

    private async Task<string> TryRunAsync(RecurringJob job, JobRun run, bool trustClock, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(job.Limit);
        try
        {
            if (job.DeletesByAge && !trustClock && await trusted.DoubtAsync(limit.Token) is { } doubt)
            {
                run.Error = $"Nothing was deleted: {doubt}";
                Refused(log, job.Name, doubt);
                return "refused";
            }

            run.Rows = await job.RunAsync(services, limit.Token);
            Done(log, job.Name, run.Rows);
            return "done";
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            run.Error = "The server was stopped during the run.";
            return "stopped";
        }
        // Whatever it is, it is this job's alone: it is told, and the job is due again.
        catch (Exception exception)
        {
            run.Error = exception is OperationCanceledException ? $"It took longer than {job.Limit}." : $"{exception.GetType().Name}: {exception.Message}";
            Failed(log, job.Name, exception);
            return "failed";
        }
    }

    private static SecurityEvent FailureOf(JobRun run) => new()
    {
        Type = SecurityEventType.JobFailed,
        Actor = "job:" + run.Job,
        Details = JsonSerializer.Serialize(new Dictionary<string, string?>(StringComparer.Ordinal) { ["job"] = run.Job, ["run"] = run.Id.ToString(), ["node"] = run.Node, ["error"] = run.Error }),
    };

    [LoggerMessage(Level = LogLevel.Debug, Message = "Job {Job} ended; rows: {Rows}.")]
    private static partial void Done(ILogger log, string job, long rows);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} failed.")]
    private static partial void Failed(ILogger log, string job, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} deleted nothing: {Doubt}")]
    private static partial void Refused(ILogger log, string job, string doubt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} could not be begun, the database does not answer: {Reason}")]
    private static partial void CouldNotClaim(ILogger log, string job, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The end of job {Job} could not be written down: {Reason}")]
    private static partial void CouldNotRecord(ILogger log, string job, string reason);
}
