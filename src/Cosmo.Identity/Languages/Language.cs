using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cosmo.Identity.Languages;

/// <summary>
/// A language that pages and mails are written in. There is one object for each, made once: whatever tags requests name, nothing is
/// made or kept for them (V121, DOS-11), and what cannot be read is no language, never a failure.
/// </summary>
public sealed class Language
{
    /// <summary>Nobody speaks more, and nobody's list is searched further.</summary>
    private const int LongestList = 512;

    private CultureInfo? culture;

    private Language(string tag, string name) => (Tag, Name) = (tag, name);

    public static Language English { get; } = new("en", "English");

    public static Language German { get; } = new("de", "Deutsch");

    /// <summary>In the order in which pages offer them.</summary>
    public static IReadOnlyList<Language> All { get; } = [English, German];

    /// <summary>What this thread of work speaks.</summary>
    public static Language Current => Find(CultureInfo.CurrentUICulture.Name) ?? English;

    /// <summary>As <c>lang</c> and <c>Content-Language</c> say it (RFC 5646).</summary>
    public string Tag { get; }

    /// <summary>What it is called by those who speak it.</summary>
    public string Name { get; }

    /// <summary>The language of a tag such as <c>de</c>, <c>de-AT</c> or <c>DE_ch</c>; null where it is none of ours.</summary>
    public static Language? Find(string? tag) => tag is null ? null : Find(tag.AsSpan());

    /// <summary>The first of a list by preference, parted by blanks, as <c>ui_locales</c> is (OpenID Connect Core §3.1.2.1).</summary>
    public static Language? FirstOf(string? tags)
    {
        if (tags is not { Length: <= LongestList })
        {
            return null;
        }

        foreach (var range in tags.AsSpan().Split(' '))
        {
            if (Find(tags.AsSpan(range)) is { } language)
            {
                return language;
            }
        }

        return null;
    }

    /// <summary>The one that a browser likes best, by <c>Accept-Language</c> (RFC 9110 §12.5.4).</summary>
    public static Language? Accepted(StringValues header)
    {
        if (header.Count == 0 || header.Sum(line => line?.Length ?? 0) > LongestList || !StringWithQualityHeaderValue.TryParseList(header, out var tags))
        {
            return null;
        }

        return tags.Where(tag => tag.Quality is not 0)
            .OrderByDescending(tag => tag.Quality ?? 1)
            .Select(tag => Find(tag.Value.AsSpan()))
            .FirstOrDefault(language => language is not null);
    }

    /// <summary>
    /// Lets this thread of work speak it until disposed. Only texts follow: the culture by which numbers, dates and names are written and
    /// compared stays as it is (NORM-04).
    /// </summary>
    public IDisposable Speak()
    {
        var before = new Speaking(CultureInfo.CurrentUICulture);
        CultureInfo.CurrentUICulture = culture ??= CultureInfo.GetCultureInfo(Tag);
        return before;
    }

    private static Language? Find(ReadOnlySpan<char> tag)
    {
        var end = tag.IndexOfAny('-', '_');
        var primary = end < 0 ? tag : tag[..end];
        foreach (var language in All)
        {
            if (primary.Equals(language.Tag, StringComparison.OrdinalIgnoreCase))
            {
                return language;
            }
        }

        return null;
    }

    private sealed class Speaking(CultureInfo before) : IDisposable
    {
        public void Dispose() => CultureInfo.CurrentUICulture = before;
    }
}
