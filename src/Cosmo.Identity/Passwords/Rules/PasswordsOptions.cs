using System.ComponentModel.DataAnnotations;

namespace Cosmo.Identity.Passwords.Rules;

/// <summary>What a new password must be. Lists, context words and the longest length are not settings: they are part of the promise.</summary>
internal sealed class PasswordsOptions : IValidatableObject
{
    public const string Section = "Passwords";

    private const int MostWords = 1000;
    private const int LongestWord = 64;

    /// <summary>How many characters (Unicode code points) a password has at least. Default 8; 15 where there is no second factor (NIST SP 800-63B-4 §3.1.1.2).</summary>
    [Range(8, 64, ErrorMessage = "must be from 8 to 64")]
    public int MinimumLength { get; set; } = 8;

    /// <summary>Words that guessers of this place try: the organisation, its products, its town. A password that is little more than one is refused. Default none.</summary>
    public IList<string> ContextWords { get; set; } = [];

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ContextWords.Count > MostWords)
        {
            yield return new ValidationResult($"has more than {MostWords} words", [nameof(ContextWords)]);
        }

        for (var i = 0; i < ContextWords.Count; i++)
        {
            if (ContextWords[i].Length is < ContextMatch.ShortestWord or > LongestWord)
            {
                yield return new ValidationResult($"must have {ContextMatch.ShortestWord} to {LongestWord} characters", [$"{nameof(ContextWords)}:{i}"]);
            }
        }
    }
}
