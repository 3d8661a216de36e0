using Cosmo.Identity.Jobs.Pruning;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Threats;

/// <summary>How long judgements and blocks are remembered: a block that comes again within three months is longer.</summary>
internal static class ThreatsPruning
{
    public static IServiceCollection AddThreatsPruning(this IServiceCollection services)
    {
        services.AddPruneRule(new PruneRule("suspicious_activity", "scored_at", TimeSpan.FromDays(30)));
        services.AddPruneRule(new PruneRule("ip_blocks", "expires_at", TimeSpan.FromDays(90)));
        return services;
    }
}
