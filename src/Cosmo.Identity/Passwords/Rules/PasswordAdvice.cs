namespace Cosmo.Identity.Passwords.Rules;

/// <summary>How good a password is, and how it could be better: for people who want to know, never a reason to refuse it.</summary>
/// <param name="Score">0 (guessed at once) to 4 (very hard to guess).</param>
/// <param name="Reasons">What makes it easy to guess.</param>
/// <param name="Suggestions">What would make it better.</param>
internal sealed record PasswordAdvice(int Score, IReadOnlyList<string> Reasons, IReadOnlyList<string> Suggestions)
{
    /// <summary>What everybody is told, before they type anything.</summary>
    public const string General = "15 characters or more are advised; a few random words are good.";

    /// <summary>The highest score.</summary>
    public const int Best = 4;

    private static readonly string[] Words = ["very weak", "weak", "fair", "good", "strong"];

    /// <summary>The score in words.</summary>
    public string Strength => Words[Score];

    public override string ToString() => string.Join(' ', [$"{Strength} ({Score} of {Best}).", .. Reasons, .. Suggestions]);
}
