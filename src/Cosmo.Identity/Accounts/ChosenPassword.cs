using Cosmo.Identity.Passwords.Rules;

namespace Cosmo.Identity.Accounts;

/// <summary>The password that a person chooses on a page, judged as everywhere (<see cref="PasswordRules"/>) and answered in words for them.</summary>
internal sealed class ChosenPassword(PasswordRules rules)
{
    /// <summary>What a form says before anything is typed.</summary>
    public string Rule => $"{string.Format(PasswordTexts.Rule, rules.MinimumLength)} {PasswordAdvice.General}";

    /// <summary>What is wrong with it; null when it may be set.</summary>
    public async Task<string?> FaultOfAsync(string? password, UserRecord user, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(password) ? PasswordTexts.EnterOne
        : await rules.JudgeAsync(password, PersonWords.Of(user), cancellationToken) is PasswordVerdict.Refused refused
            ? $"{PasswordTexts.ChooseAnother} {string.Join(' ', refused.Sentences)}"
            : null;
}
