using Zxcvbn;
using Zxcvbn.Matcher;
using Estimator = Zxcvbn.Zxcvbn;

namespace Cosmo.Identity.Passwords.Rules;

/// <summary>Estimates how well a password resists guessing, by zxcvbn, and says in our own words what it found.</summary>
internal static class PasswordStrength
{
    private const int Advised = 15;
    private const int Good = 3;

    /// <summary>The estimate's work grows steeply with the length; what begins with so many characters that are hard to guess is strong.</summary>
    private const int MostCharacters = 24;

    private const int MostWords = 50;

    /// <summary>In shorter pieces everything can be found.</summary>
    private const int ShortestReason = 3;

    private static readonly Lock Loading = new();

    // The dictionaries take megabytes, and passwords are set seldom: the memory is given back when somebody else needs it.
    private static readonly WeakReference<Estimator?> Loaded = new(null);

    public static PasswordAdvice Of(string password, IReadOnlyList<string> words)
    {
        var result = Estimate(Beginning(password), words);
        var isShort = password.EnumerateRunes().Count() < Advised;
        string[] general = isShort ? [PasswordAdvice.General] : [];
        if (result.Score >= Good)
        {
            return new PasswordAdvice(result.Score, [], general);
        }

        List<string> reasons = [.. result.MatchSequence.Select(ReasonOf).OfType<string>().Distinct(StringComparer.Ordinal)];
        return new PasswordAdvice(result.Score, reasons, [PasswordTexts.AddWords, .. general]);
    }

    private static Result Estimate(string password, IReadOnlyList<string> words)
    {
        // Its author promises nothing about threads.
        lock (Loading)
        {
            if (!Loaded.TryGetTarget(out var estimator))
            {
                Loaded.SetTarget(estimator = new Estimator(Translation.English));
            }

            return estimator.EvaluatePassword(password, words.Take(MostWords));
        }
    }

    private static string? ReasonOf(Match match) => match switch
    {
        { Token.Length: < ShortestReason } => null,
        L33tDictionaryMatch => PasswordTexts.Signs,
        DictionaryMatch { DictionaryName: "passwords" } => PasswordTexts.PartIsCommon,
        DictionaryMatch { DictionaryName: "english" or "us_tv_and_film" } => PasswordTexts.SingleWords,
        DictionaryMatch { DictionaryName: "male_names" or "female_names" or "surnames" } => PasswordTexts.Names,
        DictionaryMatch => PasswordTexts.PartIsName,
        SpatialMatch => PasswordTexts.Keys,
        RepeatMatch => PasswordTexts.Repetitions,
        SequenceMatch => PasswordTexts.Sequences,
        DateMatch => PasswordTexts.Dates,
        { Pattern: "year" } => PasswordTexts.Years,
        _ => null,
    };

    private static string Beginning(string password) =>
        password.Length <= MostCharacters ? password : password[..(char.IsHighSurrogate(password[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters)];
}
