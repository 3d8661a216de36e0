namespace Cosmo.Identity.Passwords.Rules;

/// <summary>How good a password is, and how it could be better: for people who want to know, never a reason to refuse it.</summary>
/// <param name="Score">0 (guessed at once) to 4 (very hard to guess).</param>
/// <param name="Reasons">What makes it easy to guess.</param>
/// <param name="Suggestions">What would make it better.</param>
internal sealed record PasswordAdvice(int Score, IReadOnlyList<string> Reasons, IReadOnlyList<string> Suggestions)
{
    /// <summary>What everybody is told, before they type anything.</summary>
    public static string General => PasswordTexts.General;

    /// <summary>The highest score.</summary>
    public const int Best = 4;

    /// <summary>The score in words.</summary>
    public string Strength => Score switch
    {
        0 => PasswordTexts.VeryWeak,
        1 => PasswordTexts.Weak,
        2 => PasswordTexts.Fair,
        3 => PasswordTexts.Good,
        _ => PasswordTexts.Strong,
    };

    public override string ToString() => string.Join(' ', [string.Format(PasswordTexts.Estimate, Strength, Score, Best), .. Reasons, .. Suggestions]);
}
