using Cosmo.Identity.Data;
using Cosmo.Identity.Threats.Detection;
using Cosmo.Identity.Threats.Scoring;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Threats;

/// <summary>Registers what judges addresses: the rules that watch, and the score of each minute.</summary>
internal static class JudgementModule
{
    public static IServiceCollection AddJudgement(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection(ScoringOptions.Section).Get<ScoringOptions>() ?? new ScoringOptions());
        services.AddSingleton(configuration.GetSection(ScoringWeights.Section).Get<ScoringWeights>() ?? new ScoringWeights());
        services.AddSingleton(configuration.GetSection(DetectionOptions.Section).Get<DetectionOptions>() ?? new DetectionOptions());
        services.AddSingleton<SuspicionScorer>();
        services.AddSingleton<EvidenceReader>();
        services.AddSingleton<SuspicionStore>();
        services.AddSingleton<ScoreAddressesJob>();
        services.AddSingleton(provider => new SuspiciousActivityReader(provider.GetRequiredService<Database>()));
        services.AddHostedService<AttackWatch>();
        return services;
    }
}
