using System.Globalization;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>A score with what it is made of.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Reasons">Greatest share first.</param>
internal sealed record Suspicion(int Score, IReadOnlyList<ScoreReason> Reasons)
{
    /// <summary>In one line, for the block and its event.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture, $"score {Score}: {string.Join(", ", Reasons.Select(reason => $"{reason.Feature} {reason.Value} ({reason.Share})"))}");
}

/// <summary>One feature's part in a score.</summary>
/// <param name="Feature">Its name, such as <c>unresolved_names</c>.</param>
/// <param name="Value">How much of it there was, weighted by age.</param>
/// <param name="Weight">How many points it adds at most.</param>
/// <param name="Share">How many points of this score come from it; all shares together are the score.</param>
public sealed record ScoreReason(string Feature, double Value, int Weight, double Share);
