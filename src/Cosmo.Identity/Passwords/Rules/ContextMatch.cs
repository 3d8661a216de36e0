using System.Text;

namespace Cosmo.Identity.Passwords.Rules;

/// <summary>Passwords made of what guessers know: names and words of a place, decorated as everybody does it (ASVS 6.1.2, 6.2.11).</summary>
internal static class ContextMatch
{
    /// <summary>Shorter words are in too many good passwords by chance.</summary>
    public const int ShortestWord = 3;

    private const int MostWords = 200;

    /// <summary>What must remain beside the words: so many letters, or so many digits.</summary>
    private const int EnoughLetters = 4;
    private const int EnoughDigits = 12;

    // What people write instead of letters; 1 and ! stand for two of them.
    private static readonly (string From, string To)[] Disguises = [("013457@$!", "oieastasi"), ("013457@$!", "oleastasl")];

    /// <summary>The words of some texts, folded: whole and in their parts, forwards and backwards.</summary>
    public static IReadOnlyList<string> Words(IEnumerable<string?> texts)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts.OfType<string>().Select(Folded.Of))
        {
            var parts = new string([.. text.Select(c => char.IsLetterOrDigit(c) || char.IsSurrogate(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var word in parts.Append(string.Concat(parts)).Where(word => word.Length >= ShortestWord))
            {
                words.Add(word);
                words.Add(Backwards(word));
            }

            if (words.Count >= MostWords)
            {
                break;
            }
        }

        return [.. words];
    }

    /// <summary>Whether a folded password is words of the context and next to nothing else: <c>alice2024!</c>, <c>@l1ce-al1ce</c>, <c>ecila123</c>.</summary>
    public static bool IsLittleMoreThan(string folded, IReadOnlyList<string> words) =>
        IsLittleMoreThan(folded, folded, words) || Disguises.Any(disguise => IsLittleMoreThan(folded, Undisguise(folded, disguise), words));

    /// <param name="folded">What was typed.</param>
    /// <param name="read">How it may be meant, character by character.</param>
    /// <param name="words">The words.</param>
    private static bool IsLittleMoreThan(string folded, string read, IReadOnlyList<string> words)
    {
        var isCovered = new bool[read.Length];
        foreach (var word in words)
        {
            for (var at = read.IndexOf(word, StringComparison.Ordinal); at >= 0; at = read.IndexOf(word, at + 1, StringComparison.Ordinal))
            {
                isCovered.AsSpan(at, word.Length).Fill(true);
            }
        }

        var rest = folded.Where((_, i) => !isCovered[i]).ToList();
        // The halves of a surrogate pair count for two letters; such words say more than Latin ones.
        return rest.Count < folded.Length
            && rest.Count(c => char.IsLetter(c) || char.IsSurrogate(c)) < EnoughLetters
            && rest.Count(char.IsDigit) < EnoughDigits;
    }

    private static string Undisguise(string text, (string From, string To) disguise)
    {
        var read = new StringBuilder(text);
        for (var i = 0; i < disguise.From.Length; i++)
        {
            read.Replace(disguise.From[i], disguise.To[i]);
        }

        return read.ToString();
    }

    private static string Backwards(string word)
    {
        var runes = word.EnumerateRunes().Reverse();
        return string.Concat(runes);
    }
}
