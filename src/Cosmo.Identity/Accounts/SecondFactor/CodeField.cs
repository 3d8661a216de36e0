namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>The field in which a person types a code.</summary>
/// <param name="IsWrong">The last one was.</param>
/// <param name="IsFirst">Typing begins here.</param>
internal sealed record CodeField(bool IsWrong, bool IsFirst);

/// <summary>What a person reads whose code was not taken.</summary>
internal static class FactorWords
{
    public static string Explain(this FactorResult result) => result switch
    {
        FactorResult.TooMany => FactorTexts.TooMany,
        FactorResult.Locked => FactorTexts.Locked,
        _ => FactorTexts.Wrong,
    };
}
