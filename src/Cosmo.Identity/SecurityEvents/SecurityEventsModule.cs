using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>Registers the audit trail.</summary>
internal static class SecurityEventsModule
{
    /// <param name="services">The services of the host.</param>
    /// <param name="key">Makes the secret behind the trail.</param>
    public static IServiceCollection AddSecurityEvents(this IServiceCollection services, Func<IServiceProvider, EventKey> key)
    {
        services.AddSingleton(key);
        services.AddSingleton<SecurityEventStamp>();
        services.AddSingleton<SecurityEventFeed>();
        services.AddSingleton<SecurityEventRecorder>();
        services.AddSingleton<ObservedSignIns>();
        services.AddHostedService<EventMeasures>();
        services.AddSingleton<IInterceptor>(provider => new RecordChanges(
            provider.GetRequiredService<SecurityEventStamp>, provider.GetRequiredService<SecurityEventFeed>(), provider.GetServices<IChangeAudit>()));
        return services;
    }
}
