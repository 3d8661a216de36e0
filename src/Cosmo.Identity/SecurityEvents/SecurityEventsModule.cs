using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents.Chain;
using Cosmo.Identity.SecurityEvents.Floods;
using Cosmo.Identity.SecurityEvents.Reading;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>Registers the audit trail.</summary>
internal static class SecurityEventsModule
{
    /// <param name="services">The services of the host, or of a command.</param>
    /// <param name="options">How long it is kept.</param>
    /// <param name="key">Makes the secret behind the trail.</param>
    public static IServiceCollection AddSecurityEvents(this IServiceCollection services, SecurityEventsOptions options, Func<IServiceProvider, EventKey> key)
    {
        services.AddSingleton(options);
        services.AddSingleton(key);
        services.AddSingleton<SecurityEventFeed>();
        services.AddSingleton<SecurityEventRecorder>();
        services.AddSingleton<ObservedSignIns>();
        services.AddHostedService<EventMeasures>();
        services.AddSingleton<IInterceptor>(provider => new RecordChanges(
            provider.GetRequiredService<SecurityEventStamp>,
            provider.GetRequiredService<ThisWriter>,
            provider.GetRequiredService<SecurityEventFeed>(),
            provider.GetServices<IChangeAudit>()));
        services.AddSingleton<ThisWriter>();
        services.AddSingleton<EventSealer>();
        services.AddSingleton(provider =>
        {
            // Whoever stamps an event publishes it, and the chain must be listening by then.
            provider.GetRequiredService<EventSealer>();
            return ActivatorUtilities.CreateInstance<SecurityEventStamp>(provider);
        });
        services.AddSingleton<ChainRecovery>();
        services.AddSingleton<ChainVerifier>();
        services.AddSingleton<PruneEventsJob>();
        services.AddSingleton<FloodGauge>();
        services.AddSingleton<FloodCloser>();
        services.AddSingleton(provider => new SecurityEventReader(provider.GetRequiredService<Database>(), provider.GetRequiredService<EventKey>()));
        services.AddSingleton(provider => new TopReader(provider.GetRequiredService<Database>()));
        services.AddSingleton(provider => new SecurityEventTail(
            provider.GetRequiredService<SecurityEventFeed>(), provider.GetRequiredService<Database>(), provider.GetRequiredService<ThisWriter>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SecurityEventExport(provider.GetRequiredService<EventExport>(), provider.GetRequiredService<SecurityEventRecorder>()));
        services.AddSingleton<EventExport>();
        return services;
    }

    /// <summary>What only a server does.</summary>
    public static IServiceCollection AddEventKeeping(this IServiceCollection services)
    {
        services.AddSingleton<EventKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<EventKeeper>());
        services.AddSingleton<ServerEvents>();
        return services;
    }
}
