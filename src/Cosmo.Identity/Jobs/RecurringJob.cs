using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cosmo.Identity.Jobs;

/// <summary>Work that comes back: its name, how often, and what it does; it answers how many rows it touched.</summary>
internal sealed record RecurringJob(string Name, TimeSpan Period, Func<IServiceProvider, CancellationToken, Task<long>> RunAsync)
{
    private static readonly TimeSpan ShortestLimit = TimeSpan.FromMinutes(2);

    /// <summary>Whether it deletes what is old: then it does not run while the clock cannot be trusted.</summary>
    public bool DeletesByAge { get; init; }

    /// <summary>A run that takes longer is stopped, and one that has been silent for so long died with its node: others may run again.</summary>
    public TimeSpan Limit { get; } = Period * 2 > ShortestLimit ? Period * 2 : ShortestLimit;
}

/// <summary>What a slice's module says of its jobs.</summary>
internal static class RecurringJobs
{
    /// <summary>Registers a job class, one instance for all runs; its slice needs to know nothing of the slice Jobs.</summary>
    public static IServiceCollection AddRecurringJob<TJob>(
        this IServiceCollection services, string name, TimeSpan period, Func<TJob, CancellationToken, Task<long>> run, bool deletesByAge = false)
        where TJob : class
    {
        services.TryAddSingleton<TJob>();
        return services.AddSingleton(
            new RecurringJob(name, period, (provider, cancellationToken) => run(provider.GetRequiredService<TJob>(), cancellationToken)) { DeletesByAge = deletesByAge });
    }
}
