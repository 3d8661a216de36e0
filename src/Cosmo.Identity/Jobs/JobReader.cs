namespace Cosmo.Identity.Jobs;

/// <summary>Reads how the jobs fare.</summary>
public sealed class JobReader
{
    private readonly IEnumerable<RecurringJob> jobs;
    private readonly JobRuns runs;

    internal JobReader(IEnumerable<RecurringJob> jobs, JobRuns runs) => (this.jobs, this.runs) = (jobs, runs);

    /// <summary>All jobs by name, each with its latest run and its latest run that ended well.</summary>
    public async Task<IReadOnlyList<JobState>> ReadAsync(CancellationToken cancellationToken)
    {
        var states = new List<JobState>();
        foreach (var job in jobs.OrderBy(job => job.Name, StringComparer.Ordinal))
        {
            states.Add(new JobState(
                job.Name, job.Period, await runs.LastAsync(job.Name, cancellationToken), (await runs.LastDoneAsync(job.Name, cancellationToken))?.StartedAt));
        }

        return states;
    }
}

/// <summary>A job, and how it fares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Period">How often it runs.</param>
/// <param name="Last">Its latest run; null when it never ran.</param>
/// <param name="DoneAt">When the latest run began that ended well.</param>
public sealed record JobState(string Name, TimeSpan Period, JobRun? Last, DateTimeOffset? DoneAt);
