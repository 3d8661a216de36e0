using Cosmo.Identity.Accounts;
using Cosmo.Identity.Passwords.Rules;

namespace Cosmo.Identity.Provisioning;

/// <summary>
/// What the rules say of the passwords of a file, found once: while the difference is found, so that the write transaction, which finds
/// it again, does not wait for somebody else's service.
/// </summary>
internal sealed class PasswordJudgements(PasswordRules rules, bool mayAskService)
{
    private readonly Dictionary<(string? UserName, string Password), IReadOnlyList<string>> known = [];
    private bool mayAskService = mayAskService;

    /// <summary>From here on what is not known yet is judged by what is known here.</summary>
    public void AskServiceNoMore() => mayAskService = false;

    /// <summary>Why somebody may not have this password; empty where they may.</summary>
    public async Task<IReadOnlyList<string>> ReasonsAgainstAsync(string password, User user, CancellationToken cancellationToken)
    {
        if (!known.TryGetValue((user.NormalizedUserName, password), out var reasons))
        {
            var context = PersonWords.Of(user);
            var verdict = mayAskService ? await rules.JudgeAsync(password, context, cancellationToken) : rules.Judge(password, context);
            known[(user.NormalizedUserName, password)] = reasons = verdict is PasswordVerdict.Refused refused ? refused.Reasons : [];
        }

        return reasons;
    }
}
