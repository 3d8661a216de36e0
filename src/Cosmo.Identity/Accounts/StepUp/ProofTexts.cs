namespace Cosmo.Identity.Accounts.StepUp;

/// <summary>What a person reads whose password was not taken; for a wrong one and a locked one alike.</summary>
internal static class ProofTexts
{
    public static string Explain(this PasswordSignInResult result) => result is PasswordSignInResult.TooMany
        ? ConfirmTexts.TooMany
        : ConfirmTexts.Wrong;
}
