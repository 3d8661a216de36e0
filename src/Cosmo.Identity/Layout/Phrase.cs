using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Cosmo.Identity.Layout;

/// <summary>A text of a page with something in its places that is more than text: a name that stands out, a link. All of it is encoded.</summary>
public static class Phrase
{
    /// <param name="text">With <c>{0}</c>, <c>{1}</c>, …; a text of ours.</param>
    /// <param name="parts">What stands there.</param>
    public static IHtmlContent Of(string text, params IHtmlContent[] parts) =>
        new HtmlString(string.Format(CultureInfo.InvariantCulture, HtmlEncoder.Default.Encode(text), [.. parts.Select(Html)]));

    /// <summary>What somebody is called: kept apart from the direction in which the words around it run.</summary>
    public static IHtmlContent Name(string name) => new HtmlString($"<bdi>{HtmlEncoder.Default.Encode(name)}</bdi>");

    /// <summary>The same, standing out.</summary>
    public static IHtmlContent StrongName(string name) => new HtmlString($"<strong><bdi>{HtmlEncoder.Default.Encode(name)}</bdi></strong>");

    /// <summary>Words that stand out.</summary>
    public static IHtmlContent Strong(string words) => new HtmlString($"<strong>{HtmlEncoder.Default.Encode(words)}</strong>");

    /// <summary>Words that lead somewhere.</summary>
    /// <param name="words">A text of ours.</param>
    /// <param name="address">As <c>Url</c> makes it.</param>
    public static IHtmlContent Link(string words, string? address) =>
        new HtmlString($"<a href=\"{HtmlEncoder.Default.Encode(address ?? "")}\">{HtmlEncoder.Default.Encode(words)}</a>");

    private static object Html(IHtmlContent content)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        content.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }
}
