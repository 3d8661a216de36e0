using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Shouldly;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Where a browser came to rest: a page of the server, or the client's callback.</summary>
public sealed class Page
{
    private static readonly HtmlParser Parser = new();

    /// <summary>A response that was not a redirect.</summary>
    public Page(Answer answer)
    {
        Answer = answer;
        Document = Parser.ParseDocument(answer.Body);
        if (Form() is { } form && Resolve(form.GetAttribute("action")) is var action && !IsSameOrigin(action))
        {
            Callback = Callback.FromForm(action, Fields(form));
        }
    }

    /// <summary>A redirect that left the server, with the response that sent the browser away.</summary>
    public Page(Answer answer, Uri target)
    {
        Answer = answer;
        Document = Parser.ParseDocument("");
        Callback = Callback.FromRedirect(target);
    }

    /// <summary>The last response of the server.</summary>
    public Answer Answer { get; }

    /// <summary>The parsed page.</summary>
    public IHtmlDocument Document { get; }

    /// <summary>What the client was given, when the browser has left for it.</summary>
    public Callback? Callback { get; }

    /// <summary>Whether the browser rests on this path of the server.</summary>
    public bool IsAt(string path) => Callback is null && Answer.Url.AbsolutePath == path;

    /// <summary>Fails unless the browser has left for the client.</summary>
    public Callback AtClient()
    {
        Callback.ShouldNotBeNull($"still at the server: {Answer}");
        return Callback;
    }

    /// <summary>Fails unless the browser rests on this path with a page that is no error.</summary>
    public Page At(string path)
    {
        IsAt(path).ShouldBeTrue($"expected {path}; is at {(object?)Callback ?? Answer}");
        Answer.Status.ShouldBe(200, Answer.ToString());
        Answer.MediaType.ShouldBe("text/html", Answer.ToString());
        return this;
    }

    /// <summary>Fails unless this is the server's own error page: nothing goes to any client.</summary>
    public Page ShouldBeErrorPage(params string[] words)
    {
        Callback.ShouldBeNull($"an open redirector: {Callback}");
        Answer.Status.ShouldBe(400, Answer.ToString());
        Answer.Location.ShouldBeNull(Answer.ToString());
        Answer.MediaType.ShouldBe("text/html", Answer.ToString());
        foreach (var word in words)
        {
            Document.Body!.TextContent.ShouldContain(word, Case.Insensitive, Answer.ToString());
        }

        return this;
    }

    /// <summary>The first form that holds a field or button of this name, or the first one.</summary>
    public IHtmlFormElement? Form(string? holding = null) =>
        Document.Forms.FirstOrDefault(form => holding is null || form.QuerySelector($"[name='{holding}']") is not null);

    /// <summary>An address on this page, resolved.</summary>
    public Uri Resolve(string? address) => new(Answer.Url, string.IsNullOrEmpty(address) ? Answer.Url.AbsoluteUri : address);

    /// <summary>Where the page goes on by itself, or null.</summary>
    public Uri? RefreshTarget
    {
        get
        {
            var content = Document.QuerySelector("meta[http-equiv='refresh' i]")?.GetAttribute("content");
            var start = content?.IndexOf("url=", StringComparison.OrdinalIgnoreCase) ?? -1;
            return start < 0 ? null : Resolve(content![(start + 4)..].Trim('\'', '"', ' '));
        }
    }

    /// <summary>What a form would send, without its buttons.</summary>
    public static IEnumerable<(string Name, string Value)> Fields(IHtmlFormElement form) =>
        form.QuerySelectorAll("input[name], textarea[name], select[name]").Select(field => field switch
        {
            IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } => default,
            IHtmlInputElement { Type: "submit" or "button" or "image" or "reset" } => default,
            IHtmlInputElement input => (input.Name!, input.Value),
            IHtmlTextAreaElement area => (area.Name!, area.Value),
            IHtmlSelectElement select => (select.Name!, select.Value ?? ""),
            _ => default,
        }).Where(field => field.Item1 is not null);

    private bool IsSameOrigin(Uri url) => url.GetLeftPart(UriPartial.Authority) == Answer.Url.GetLeftPart(UriPartial.Authority);
}
