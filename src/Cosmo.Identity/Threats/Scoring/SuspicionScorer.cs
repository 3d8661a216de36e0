namespace Cosmo.Identity.Threats.Scoring;

/// <summary>Turns what an address did into a score from 0 to 100 with its reasons. The same activity has the same score, always.</summary>
/// <remarks>
/// Per feature: points in proportion to its value up to its weight, times value / (value + good users × worth): what the good
/// users of an address make by mistake is next to nothing beside them, be they forty or forty thousand, and a flood is a flood.
/// The score is the sum, at most 100.
/// </remarks>
internal sealed class SuspicionScorer(ScoringWeights weights)
{
    private readonly Feature[] features =
    [
        new("failures", FeatureWeight.Parse(weights.Failures), activity => activity.Failures),
        new("unresolved_names", FeatureWeight.Parse(weights.UnresolvedNames), activity => activity.UnresolvedNames),
        new("accounts", FeatureWeight.Parse(weights.Accounts), activity => activity.Accounts),
        new("unknown_names", FeatureWeight.Parse(weights.UnknownNames), activity => activity.UnknownNames),
        new("pairs", FeatureWeight.Parse(weights.Pairs), activity => activity.Pairs),
        new("token_reuse", FeatureWeight.Parse(weights.TokenReuse), activity => activity.TokenReuse),
        new("bad_tokens", FeatureWeight.Parse(weights.BadTokens), activity => activity.BadTokens),
        new("client_failures", FeatureWeight.Parse(weights.ClientFailures), activity => activity.ClientFailures),
        new("scanner_paths", FeatureWeight.Parse(weights.ScannerPaths), activity => activity.ScannerPaths),
        new("probes", FeatureWeight.Parse(weights.Probes), activity => activity.Probes),
        new("limits_reached", FeatureWeight.Parse(weights.LimitsReached), activity => activity.LimitsReached),
        new("user_agents", FeatureWeight.Parse(weights.UserAgents), OtherUserAgents),
        new("blocked_hits", FeatureWeight.Parse(weights.BlockedHits), activity => activity.BlockedHits),
        new("forged_headers", FeatureWeight.Parse(weights.ForgedHeaders), activity => activity.ForgedHeaders),
    ];

    public Suspicion Score(AddressActivity activity)
    {
        // Somebody on a device that is new for them may be who has just guessed the password.
        var good = Math.Max(0, activity.GoodUsers - (activity.NewDevices / 2.0)) * weights.GoodUserWorth;
        var found = features
            .Select(feature => (feature.Name, Value: feature.Value(activity), feature.Weight))
            .Where(feature => feature.Value > 0)
            .Select(feature => (feature.Name, feature.Value, feature.Weight.Points, Earned: feature.Weight.Of(feature.Value) * feature.Value / (feature.Value + good)))
            .Where(feature => feature.Earned > 0)
            .OrderByDescending(feature => feature.Earned)
            .ToList();
        var sum = found.Sum(feature => feature.Earned);
        var score = Math.Min(100, (int)Math.Round(sum));
        var scale = sum > 100 ? 100 / sum : 1;
        return new Suspicion(
            score,
            [.. found.Select(feature => new ScoreReason(feature.Name, Math.Round(feature.Value, 1), feature.Points, Math.Round(feature.Earned * scale, 1)))]);
    }

    /// <summary>An upper bound that costs nothing: without it each of a hundred thousand quiet addresses would pay for a list of reasons.</summary>
    public bool MayReach(int score, AddressActivity activity)
    {
        var sum = 0d;
        foreach (var feature in features)
        {
            sum += feature.Weight.Of(feature.Value(activity));
        }

        return Math.Round(sum) >= score;
    }

    // One is what everybody has.
    private static double OtherUserAgents(AddressActivity activity) => Math.Max(0, activity.UserAgents - 1);

    private sealed record Feature(string Name, FeatureWeight Weight, Func<AddressActivity, double> Value);
}
