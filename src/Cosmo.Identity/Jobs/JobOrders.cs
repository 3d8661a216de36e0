using Cosmo.Identity.SecurityEvents;
using Microsoft.Extensions.Hosting;

namespace Cosmo.Identity.Jobs;

/// <summary>Has jobs run out of turn, as an administrator orders.</summary>
public sealed class JobOrders
{
    private readonly IEnumerable<RecurringJob> jobs;
    private readonly JobRunner runner;
    private readonly SecurityEventRecorder recorder;
    private readonly IHostApplicationLifetime lifetime;

    internal JobOrders(IEnumerable<RecurringJob> jobs, JobRunner runner, SecurityEventRecorder recorder, IHostApplicationLifetime lifetime) =>
        (this.jobs, this.runner, this.recorder, this.lifetime) = (jobs, runner, recorder, lifetime);

    /// <summary>Whether there is a job of this name.</summary>
    public bool Knows(string name) => jobs.Any(job => job.Name == name);

    /// <summary>Begins a run and returns while it goes on; how it ends is written down as with every run. False: there is no such job, or it is under way.</summary>
    /// <exception cref="Data.DatabaseUnavailableException">Nothing has begun.</exception>
    public async Task<bool> BeginAsync(AdminAct act, string name, CancellationToken cancellationToken)
    {
        if (jobs.FirstOrDefault(job => job.Name == name) is not { } job || await runner.BeginNowAsync(job, lifetime.ApplicationStopping, cancellationToken) is not { } run)
        {
            return false;
        }

        await recorder.RecordAsync(act.Event(SecurityEventType.JobOrdered, null, ("job", name), ("run", run.Id)), CancellationToken.None);
        return true;
    }
}
