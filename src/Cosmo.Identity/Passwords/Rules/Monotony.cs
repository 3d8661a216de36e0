namespace Cosmo.Identity.Passwords.Rules;

/// <summary>Passwords so regular that no list needs to hold all of them.</summary>
internal static class Monotony
{
    private const int LongestUnit = 4;

    /// <summary>Whether it is one to four characters repeated throughout, as in <c>abcabcabc</c>.</summary>
    public static bool IsRepetition(string text)
    {
        for (var unit = 1; unit <= Math.Min(LongestUnit, text.Length / 2); unit++)
        {
            if (text.AsSpan(unit).SequenceEqual(text.AsSpan(0, text.Length - unit)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether each character follows the one before, upwards or downwards: <c>abcdefgh</c>, <c>87654321</c>, <c>567890123</c>.</summary>
    public static bool IsRun(string text) => IsRun(text, 1) || IsRun(text, -1);

    private static bool IsRun(string text, int step)
    {
        for (var i = 1; i < text.Length; i++)
        {
            var (before, after) = step > 0 ? (text[i - 1], text[i]) : (text[i], text[i - 1]);
            if (after - before != 1 && (before, after) != ('9', '0'))
            {
                return false;
            }
        }

        return text.Length > 1;
    }
}
