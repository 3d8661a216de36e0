using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Mail;

/// <summary>
/// Makes the text and the HTML part of a mail, all mails in one layout: light and dark, nothing from elsewhere, and no address but
/// below the issuer. Every value is encoded, and loses what would break a line or turn the reading direction.
/// </summary>
internal sealed class MailComposer(Issuer issuer)
{
    private const int LongestName = 64;

    private const string Style =
        """
        :root { color-scheme: light dark; supported-color-schemes: light dark; }
        body { margin: 0; padding: 32px 16px; background: #f4f5f9; color: #1b1f2a; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
        main { max-width: 416px; margin: 0 auto; padding: 32px; background: #ffffff; border: 1px solid #dde1ea; border-radius: 16px; }
        h1 { margin: 0 0 16px; font-size: 22px; line-height: 1.25; }
        p { margin: 12px 0 0; }
        a { color: #3c4ccf; }
        .button { display: inline-block; margin: 8px 0; padding: 10px 20px; border-radius: 10px; background: #3c4ccf; color: #ffffff; font-weight: 600; text-decoration: none; }
        .quiet { color: #586072; font-size: 14px; }
        dl { margin: 16px 0 0; } dt { color: #586072; font-size: 14px; } dd { margin: 0 0 8px; }
        @media (prefers-color-scheme: dark) {
          body { background: #0f1117; color: #e8eaf0; }
          main { background: #181b23; border-color: #2d323f; }
          a { color: #95a5ff; }
          .button { background: #95a5ff; color: #0d1130; }
          .quiet, dt { color: #a0a7b8; }
        }
        """;

    /// <exception cref="ArgumentException">The link does not lead to a page of this provider.</exception>
    public MailParts Compose(OutgoingMail mail)
    {
        using (mail.Language.Speak())
        {
            var links = new Links(Resolve(mail.Link), Resolve(mail.OtherLink));
            var greeting = NameOf(mail.Name) is { } name ? string.Format(MailTexts.HelloName, name) : MailTexts.Hello;
            var sign = string.Format(MailTexts.Sign, issuer.Uri.Host);
            return new MailParts(Text(mail, greeting, links, sign), Html(mail, greeting, links, sign));
        }
    }

    /// <summary>A name that may stand in a greeting: letters and what joins them, nothing that a mail program would make a link of (V109, MAIL-02).</summary>
    public static string? NameOf(string? text)
    {
        var name = OneLine(text ?? "");
        return name.Length is > 0 and <= LongestName && name.EnumerateRunes().All(MayBeInName) && !HasDotWithin(name) ? name : null;
    }

    /// <summary>Without controls, line ends and characters that turn the direction: what is given as one line stays one.</summary>
    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isBlank = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (isBlank ? line.Length > 0 && line[^1] != ' ' : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse))
            {
                line.Append(isBlank ? " " : rune.ToString());
            }
        }

        return line.ToString().TrimEnd();
    }

    private static bool MayBeInName(Rune rune) => Rune.IsLetter(rune) || rune.Value is ' ' or '\'' or '’' or '-' or '.' or '·'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // "Dr. Who" is a name; "evil.example" becomes a link.
    private static bool HasDotWithin(string name)
    {
        for (var i = 0; i < name.Length - 1; i++)
        {
            if (name[i] == '.' && name[i + 1] != ' ')
            {
                return true;
            }
        }

        return false;
    }

    private Resolved? Resolve(MailLink? link) => link is null ? null : new Resolved(OneLine(link.Text), UrlOf(link.Path));

    private string UrlOf(string path) =>
        path is ['/', not '/', ..] && !path.Any(character => character is <= ' ' or '\\' or > '~') ? issuer.Url(path)
        : throw new ArgumentException("A mail links to pages of this provider only.", nameof(path));

    private static string Text(OutgoingMail mail, string greeting, Links links, string sign)
    {
        var text = new StringBuilder(greeting).Append("\r\n\r\n");
        for (var i = 0; i < mail.Paragraphs.Count; i++)
        {
            text.Append(OneLine(mail.Paragraphs[i])).Append("\r\n\r\n");
            foreach (var link in links.After(i, mail.Paragraphs.Count))
            {
                text.Append(link.Url).Append("\r\n\r\n");
            }
        }

        foreach (var fact in mail.Facts)
        {
            text.Append(OneLine(fact.Label)).Append(": ").Append(OneLine(fact.Value)).Append("\r\n");
        }

        return text.Append(mail.Facts.Count > 0 ? "\r\n" : "").Append("-- \r\n").Append(sign).Append("\r\n").ToString();
    }

    private static string Html(OutgoingMail mail, string greeting, Links links, string sign)
    {
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"").Append(mail.Language.Tag).Append("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n")
            .Append("<title>").Append(Encoded(mail.Subject)).Append("</title>\n<style>\n").Append(Style).Append("\n</style>\n</head>\n<body>\n<main>\n")
            .Append("<h1>").Append(Encoded(mail.Subject)).Append("</h1>\n<p>").Append(Encoded(greeting)).Append("</p>\n");
        for (var i = 0; i < mail.Paragraphs.Count; i++)
        {
            html.Append("<p>").Append(Encoded(mail.Paragraphs[i])).Append("</p>\n");
            foreach (var link in links.After(i, mail.Paragraphs.Count))
            {
                var url = Encoded(link.Url);
                html.Append("<p><a class=\"button\" href=\"").Append(url).Append("\">").Append(Encoded(link.Words)).Append("</a></p>\n")
                    .Append("<p class=\"quiet\">").Append(Encoded(MailTexts.OrCopy)).Append("<br><a href=\"").Append(url).Append("\">").Append(url).Append("</a></p>\n");
            }
        }

        if (mail.Facts.Count > 0)
        {
            html.Append("<dl>\n");
            foreach (var fact in mail.Facts)
            {
                html.Append("<dt>").Append(Encoded(fact.Label)).Append("</dt><dd>").Append(Encoded(fact.Value)).Append("</dd>\n");
            }

            html.Append("</dl>\n");
        }

        return html.Append("<p class=\"quiet\">").Append(Encoded(sign)).Append("</p>\n</main>\n</body>\n</html>\n").ToString();
    }

    private sealed record Resolved(string Words, string Url);

    private sealed record Links(Resolved? First, Resolved? Other)
    {
        /// <summary>Those that stand below the paragraph with this number.</summary>
        public IEnumerable<Resolved> After(int paragraph, int count)
        {
            if (paragraph == 0 && First is not null)
            {
                yield return First;
            }

            if (paragraph == count - 1 && Other is not null)
            {
                yield return Other;
            }
        }
    }

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(OneLine(text));
}

/// <summary>The two forms of one mail.</summary>
internal sealed record MailParts(string Text, string Html);
