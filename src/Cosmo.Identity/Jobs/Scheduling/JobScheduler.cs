using Cosmo.Identity.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Cosmo.Identity.Jobs.Scheduling;

/// <summary>
/// Runs the jobs by Quartz, which is loaded only after the server is ready, so that no start waits for it. Quartz goes by a
/// clock that cannot jump: a wall clock put back would else stop every job for as long.
/// </summary>
internal sealed partial class JobScheduler(
    IEnumerable<RecurringJob> registered, JobsOptions options, JobRunner runner, TrustedClock trusted, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<JobScheduler> log)
    : BackgroundService
{
    private const int MostAtOnce = 4;

    private readonly RecurringJob[] jobs = [.. registered];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenStarts = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Enabled || !await HasStartedAsync(stoppingToken))
        {
            return;
        }

        try
        {
            await Task.Delay(Patience, clock, stoppingToken);
            await BeginAsync(stoppingToken);
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (SchedulerException exception)
        {
            Failed(log, exception);
        }
    }

    /// <summary>A database that is away just now must not end the server: jobs begin when it is back.</summary>
    private async Task BeginAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await runner.BeginAsync(stoppingToken);
                return;
            }
            catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
            {
                Waiting(log, exception.Message);
            }

            await Task.Delay(Patience, clock, stoppingToken);
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        var steady = new SteadyTime(clock);
        var scheduler = await QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.UseInMemoryStore();
            quartz.UseDefaultThreadPool(MostAtOnce);
            quartz.UseTimeProvider(steady);
            quartz.UseJobFactory(new RunFactory(jobs, runner, stoppingToken));
        }).BuildScheduler(stoppingToken);
        var delay = TimeSpan.Zero;
        foreach (var job in jobs)
        {
            await scheduler.ScheduleJob(
                JobBuilder.Create<ScheduledRun>().WithIdentity(job.Name).DisallowConcurrentExecution().Build(),
                TriggerBuilder.Create(steady)
                    .WithIdentity(job.Name)
                    .StartAt(steady.GetUtcNow() + (delay < job.Period ? delay : job.Period))
                    .WithSchedule(SimpleScheduleBuilder.Create().WithInterval(job.Period).RepeatForever())
                    .Build(),
                cancellationToken: stoppingToken);
            delay += BetweenStarts;
        }

        await scheduler.Start(stoppingToken);
        Started(log, jobs.Length);
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await trusted.GlanceAsync(stoppingToken);
            }
        }
        finally
        {
            // The runs hear of the end by the token they hold.
            await scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
        }
    }

    private async Task<bool> HasStartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await using var onStop = stoppingToken.Register(() => started.TrySetCanceled(CancellationToken.None));
        try
        {
            await started.Task;
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} jobs are scheduled.")]
    private static partial void Started(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Jobs do not run yet: {Reason}")]
    private static partial void Waiting(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "No job runs on this node: the scheduler failed.")]
    private static partial void Failed(ILogger log, Exception exception);
}
