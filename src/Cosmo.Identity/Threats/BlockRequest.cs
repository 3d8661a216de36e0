namespace Cosmo.Identity.Threats;

/// <summary>Why service shall be refused to somebody.</summary>
/// <param name="PlacedBy"><c>rule:password_spray</c>, <c>score</c>, or who ordered it: <c>command:blocks add</c> or an administrator's subject.</param>
/// <param name="Reason">For a person: the rule with its figures, or the reasons of the score.</param>
internal sealed record BlockRequest(string PlacedBy, string Reason)
{
    public const string Score = "score";

    private const string Rule = "rule:";

    /// <summary>The score that led to it, where one did.</summary>
    public int? Points { get; init; }

    /// <summary>At which of <c>Threats:BlockDurations</c> the first block starts: 0, or more for a rule that is graver.</summary>
    public int FirstStep { get; init; }

    /// <summary>How long, where a person says so; else it follows from the network's history.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Rules and scores obey <c>Threats:Mode</c>; a person's order stands in mode shadow too.</summary>
    public bool IsAutomatic => IsAutomaticBy(PlacedBy);

    public static BlockRequest ByRule(string rule, string reason) => new(Rule + rule, reason);

    public static BlockRequest ByScore(int points, string reason) => new(Score, reason) { Points = points };

    public static bool IsAutomaticBy(string placedBy) =>
        placedBy.StartsWith(Rule, StringComparison.Ordinal) || string.Equals(placedBy, Score, StringComparison.Ordinal);
}
