using Cosmo.Identity.Data;
using Cosmo.Identity.Jobs.Pruning;
using Cosmo.Identity.Jobs.Scheduling;
using Cosmo.Identity.Jobs.Statistics;
using Cosmo.Identity.SecurityEvents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cosmo.Identity.Jobs;

/// <summary>Registers recurring work and what runs it.</summary>
internal static class JobsModule
{
    /// <summary>A long run is told by its rows; statistics of three years are small.</summary>
    private static readonly TimeSpan RunsKept = TimeSpan.FromDays(14);

    private static readonly TimeSpan StatisticsKept = TimeSpan.FromDays(3 * 366);

    public static IServiceCollection AddJobs(this IServiceCollection services, JobsOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<JobRuns>();
        services.AddSingleton(provider => new JobReader(provider.GetServices<RecurringJob>(), provider.GetRequiredService<JobRuns>()));
        services.AddSingleton<JobRunner>();
        services.AddSingleton(provider => new JobOrders(
            provider.GetServices<RecurringJob>(), provider.GetRequiredService<JobRunner>(), provider.GetRequiredService<SecurityEventRecorder>(), provider.GetRequiredService<IHostApplicationLifetime>()));
        services.AddSingleton<TrustedClock>();
        services.AddSingleton(provider => new StatisticsReader(provider.GetRequiredService<Database>()));
        services.AddHostedService<JobScheduler>();
        services.AddSingleton<BatchedDelete>();
        services.AddRecurringJob<PruneExpiredRowsJob>("PruneExpiredRows", options.PrunePeriod, (job, cancellationToken) => job.RunAsync(cancellationToken), deletesByAge: true);
        services.AddRecurringJob<RollUpStatisticsJob>("RollUpStatistics", options.StatisticsPeriod, (job, cancellationToken) => job.RunAsync(cancellationToken));
        services.AddPruneRule(new PruneRule("job_runs", "started_at", RunsKept) { Order = 9 });
        services.AddPruneRule(new PruneRule("hourly_statistics", "hour", StatisticsKept) { Order = 9 });
        return services;
    }
}
