namespace Cosmo.Identity.Admin.Threats;

/// <summary>What a score is made of, in words.</summary>
internal static class ReasonWords
{
    /// <summary>A feature by its name.</summary>
    public static string Of(string feature) => feature switch
    {
        "failures" => ThreatTexts.FeatureFailures,
        "unresolved_names" => ThreatTexts.FeatureUnresolvedNames,
        "accounts" => ThreatTexts.FeatureAccounts,
        "unknown_names" => ThreatTexts.FeatureUnknownNames,
        "pairs" => ThreatTexts.FeaturePairs,
        "token_reuse" => ThreatTexts.FeatureTokenReuse,
        "bad_tokens" => ThreatTexts.FeatureBadTokens,
        "client_failures" => ThreatTexts.FeatureClientFailures,
        "scanner_paths" => ThreatTexts.FeatureScannerPaths,
        "probes" => ThreatTexts.FeatureProbes,
        "limits_reached" => ThreatTexts.FeatureLimitsReached,
        "user_agents" => ThreatTexts.FeatureUserAgents,
        "blocked_hits" => ThreatTexts.FeatureBlockedHits,
        "forged_headers" => ThreatTexts.FeatureForgedHeaders,
        _ => feature,
    };
}
