using Quartz;
using Quartz.Extensibility;

namespace Cosmo.Identity.Jobs.Scheduling;

/// <summary>What Quartz calls: one run of one job.</summary>
internal sealed class ScheduledRun(RecurringJob job, JobRunner runner, CancellationToken stopping) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await runner.RunDueAsync(job, stopping);
}

/// <summary>Makes the runs by the name that they were scheduled under.</summary>
internal sealed class RunFactory(IEnumerable<RecurringJob> jobs, JobRunner runner, CancellationToken stopping) : IJobFactory
{
    public ValueTask<JobScope> CreateJob(TriggerFiredBundle bundle, IScheduler scheduler, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new JobScope(new ScheduledRun(jobs.Single(job => job.Name == bundle.JobDetail.Key.Name), runner, stopping)));

    public ValueTask ReturnJob(JobScope scope, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
