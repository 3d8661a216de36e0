using System.Net;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>A browser without JavaScript: keeps cookies, follows redirects and refreshing pages inside the server, fills in forms.</summary>
public sealed class Browser : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _server;

    /// <summary>A fresh browser for this server.</summary>
    public Browser(Uri server)
    {
        _server = server;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies, UseProxy = false };
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    /// <summary>The cookies it keeps.</summary>
    public CookieContainer Cookies { get; } = new();

    /// <summary>Every response since the last <see cref="OpenAsync"/> or <see cref="SubmitAsync"/>, in order.</summary>
    public IReadOnlyList<Answer> Trail { get; private set; } = [];

    /// <summary>All cookies for the server as the header that carries them, for requests that others send.</summary>
    public (string Name, string Value) CookieHeader => ("Cookie", string.Join("; ", Cookies.GetCookies(_server).Select(cookie => $"{cookie.Name}={cookie.Value}")));

    /// <summary>The value of a cookie for the server, or null.</summary>
    public string? Cookie(string name) => Cookies.GetCookies(_server)[name]?.Value;

    /// <summary>Loses a cookie, as when it expires.</summary>
    public void Forget(string name)
    {
        if (Cookies.GetCookies(_server)[name] is { } cookie)
        {
            cookie.Expired = true;
        }
    }

    /// <summary>Goes to an address and as far as redirects lead.</summary>
    public Task<Page> OpenAsync(string url) => VisitAsync(HttpMethod.Get, new Uri(_server, url), null);

    /// <summary>Posts fields as another site's form would, and goes as far as redirects lead.</summary>
    public Task<Page> PostAsync(string url, params IReadOnlyList<(string Name, string Value)> fields) => VisitAsync(HttpMethod.Post, new Uri(_server, url), fields);

    /// <summary>Sends the page's form that holds the named field, filled in with these values.</summary>
    public Task<Page> SubmitAsync(Page page, string holding, params (string Name, string Value)[] values)
    {
        var form = page.Form(holding);
        form.ShouldNotBeNull($"no form with '{holding}' in {page.Answer}");
        var fields = Page.Fields(form).Where(field => values.All(value => value.Name != field.Name)).Concat(values).ToList();
        var action = page.Resolve(form.GetAttribute("action"));
        return string.Equals(form.Method, "post", StringComparison.OrdinalIgnoreCase)
            ? VisitAsync(HttpMethod.Post, action, fields)
            : VisitAsync(HttpMethod.Get, new Uri(action, Wire.Query(fields)), null);
    }

    /// <summary>Fills in the login page.</summary>
    public Task<Page> SignInAsync(Page page, Person person, string? password = null) =>
        SubmitAsync(page.At("/login"), "Password", ("UserName", person.UserName), ("Password", password ?? person.Password));

    /// <summary>Answers the consent page.</summary>
    public Task<Page> DecideAsync(Page page, string decision) => SubmitAsync(page.At("/consent"), "decision", ("decision", decision));

    /// <summary>Carries an authorization request through login and consent until it comes to rest.</summary>
    public async Task<Page> AuthorizeAsync(AuthorizationRequest request, Person person)
    {
        var page = await OpenAsync(request.Url);
        if (page.IsAt("/login"))
        {
            page = await SignInAsync(page, person);
        }

        return page.IsAt("/consent") ? await DecideAsync(page, "allow") : page;
    }

    /// <summary>Signs somebody in, without any client.</summary>
    public async Task SignInAsync(Person person)
    {
        var page = await SignInAsync(await OpenAsync("/login"), person);
        HasSession.ShouldBeTrue($"no session cookie after sign-in: {page.Answer}");
    }

    /// <summary>Whether it holds a session cookie.</summary>
    public bool HasSession => Cookie("cosmo-session") is { Length: > 0 };

    /// <summary>A request with the cookies, not followed.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, Uri url, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(_server, url)) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(method, request.RequestUri!, response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<Page> VisitAsync(HttpMethod method, Uri url, IReadOnlyList<(string, string)>? fields)
    {
        List<Answer> trail = [];
        Trail = trail;
        using var content = fields is null ? null : Wire.Form(fields);
        var answer = await SendAsync(method, url, content);
        while (true)
        {
            trail.Add(answer);
            trail.Count.ShouldBeLessThan(20, $"a redirect loop: {string.Join('\n', trail)}");
            var page = answer.Location is null ? new Page(answer) : null;
            var next = answer.Location ?? page!.RefreshTarget;
            if (next is null)
            {
                return page!;
            }

            if (next.GetLeftPart(UriPartial.Authority) != _server.GetLeftPart(UriPartial.Authority))
            {
                return new Page(answer, next);
            }

            answer = await SendAsync(HttpMethod.Get, next, null);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}
