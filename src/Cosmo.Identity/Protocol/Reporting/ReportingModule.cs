using Cosmo.Identity.SecurityEvents;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>Registers what observes the outcomes of protocol requests and records them as security events.</summary>
internal static class ReportingModule
{
    public static IServiceCollection AddReporting(this IServiceCollection services)
    {
        services.AddScoped<RequestReport>();
        services.AddScoped<Refusals>();
        services.AddScoped<StolenFamilies>();
        services.AddSingleton<TokenRevocations>();
        services.AddSingleton<IAdminAudit, ReportAdminRefusal>();
        services.AddSingleton<DatabaseOutage>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseOutage>());
        return services;
    }

    /// <summary>Refusals are told last, when every rule has spoken. What is handed out is told by the batch that commits it.</summary>
    public static void AddReporting(this OpenIddictServerBuilder server)
    {
        server.AddEventHandler(ReportTokenRefusal.Descriptor);
        server.AddEventHandler(ReportIntrospectionRefusal.Descriptor);
        server.AddEventHandler(ReportRevocationRefusal.Descriptor);
        server.AddEventHandler(ReportUserInfoRefusal.Descriptor);
        server.AddEventHandler(ReportAuthorizationRefusal.Descriptor);
        server.AddEventHandler(ReportPushedRefusal.Descriptor);
        server.AddEventHandler(ReportEndSessionRefusal.Descriptor);
        server.AddEventHandler(ReportDeviceRefusal.Descriptor);
    }
}
