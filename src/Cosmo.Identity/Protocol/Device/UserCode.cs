using System.Security.Cryptography;

namespace Cosmo.Identity.Protocol.Device;

/// <summary>
/// What a person reads on the device and types elsewhere: eight consonants of twenty (RFC 8628 §6.1), which make no words and none of
/// which is taken for another. 34 bits, and few guesses at them: see <see cref="UserCodeGuesses"/>.
/// </summary>
internal static class UserCode
{
    private const string Alphabet = "BCDFGHJKLMNPQRSTVWXZ";

    private const int Length = 8;

    /// <summary>What a person may type beside the letters, or paste.</summary>
    private const int LongestInput = 32;

    /// <summary>A new code, as it is compared: without the dash.</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>As it is shown and read out.</summary>
    public static string Show(string code) => $"{code[..(Length / 2)]}-{code[(Length / 2)..]}";

    /// <summary>The code that was typed, in either case, with dashes and spaces wherever; null where it can be none.</summary>
    public static string? Read(string? typed)
    {
        if (typed is null or { Length: > LongestInput })
        {
            return null;
        }

        Span<char> code = stackalloc char[Length];
        var length = 0;
        foreach (var character in typed)
        {
            // Keyboards of telephones make other dashes of two of them.
            if (char.IsWhiteSpace(character) || character is '-' or '_' or '.' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2212')
            {
                continue;
            }

            var letter = char.ToUpperInvariant(character);
            if (length == Length || !Alphabet.Contains(letter, StringComparison.Ordinal))
            {
                return null;
            }

            code[length++] = letter;
        }

        return length == Length ? code.ToString() : null;
    }
}
