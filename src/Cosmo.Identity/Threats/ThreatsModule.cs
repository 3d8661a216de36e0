using Cosmo.Identity.Data;
using Cosmo.Identity.Jobs.Pruning;
using Cosmo.Identity.Threats.Addresses;
using Cosmo.Identity.Threats.Blocks;
using Cosmo.Identity.Threats.Door;
using Cosmo.Identity.Threats.Exemptions;
using Cosmo.Identity.Threats.Inspection;
using Cosmo.Identity.Threats.Scoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Threats;

/// <summary>Registers the front door, the blocks that it obeys, and the inspection of what comes through it.</summary>
internal static class ThreatsModule
{
    /// <summary>The whole of it, for a server.</summary>
    public static IServiceCollection AddThreats(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddBlocks(configuration);
        services.AddHostedService<BlockRefresher>();
        services.AddHostedService<ReportRefusals>();
        services.AddJudgement(configuration);
        services.AddOrders(configuration);
        services.AddSingleton<RequestInspector>();
        services.AddHostedService<ReportBadRequests>();
        // A block that comes again within three months is longer.
        services.AddPruneRule(new PruneRule("suspicious_activity", "scored_at", TimeSpan.FromDays(30)));
        services.AddPruneRule(new PruneRule("ip_blocks", "expires_at", TimeSpan.FromDays(90)));
        services.AddPruneRule(new PruneRule("block_exemptions", "expires_at", TimeSpan.FromDays(90)));
        services.AddPruneRule(new PruneRule("block_exemptions", "ended_at", TimeSpan.FromDays(90)));
        return services;
    }

    /// <summary>What places and lifts blocks and knows who is exempt, for commands too; <see cref="Requests.ExemptNetworks"/> is the caller's.</summary>
    public static IServiceCollection AddBlocks(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(ThreatsOptions.Section).Get<ThreatsOptions>() ?? new ThreatsOptions();
        services.AddSingleton(options);
        services.AddSingleton<ExemptionTable>();
        services.AddSingleton<StandingExemptions>();
        services.AddSingleton<BlockExemptions>();
        services.AddSingleton<BlockTable>();
        services.AddSingleton<IpBlocks>();
        return services;
    }

    /// <summary>What administrators read and order.</summary>
    private static void AddOrders(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => new BlockSettings(provider.GetRequiredService<ThreatsOptions>(), configuration));
        services.AddSingleton(provider => new IpBlockReader(
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<BlockTable>(),
            provider.GetRequiredService<BlockExemptions>(),
            provider.GetRequiredService<ThreatsOptions>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new BlockOrders(
            provider.GetRequiredService<IpBlocks>(),
            provider.GetRequiredService<IpBlockReader>(),
            provider.GetRequiredService<BlockExemptions>(),
            provider.GetRequiredService<ThreatsOptions>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ExemptionReader(
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<BlockExemptions>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ExemptionOrders(
            provider.GetRequiredService<StandingExemptions>(),
            provider.GetRequiredService<ExemptionReader>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new AddressReader(provider.GetRequiredService<Database>(), provider.GetRequiredService<SuspiciousActivityReader>()));
    }

    /// <summary>First of all that answers: the door, then the inspection.</summary>
    public static IApplicationBuilder UseThreats(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<ThreatsOptions>().Mode is not ThreatsMode.Off)
        {
            app.UseMiddleware<FrontDoor>();
        }

        return app.UseMiddleware<InspectRequests>();
    }
}
