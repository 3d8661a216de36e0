using System.Collections.Concurrent;
using System.Text.Json;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Net.Http.Headers;
using Microsoft.Playwright;
using Shouldly;
using Cookie = Microsoft.Playwright.Cookie;
using SameSiteMode = Microsoft.Net.Http.Headers.SameSiteMode;

namespace Cosmo.Identity.BrowserTests.Harness;

/// <summary>A person with a browser: they read, type and press, and notice whatever a page should not have done.</summary>
internal sealed class Visitor
{
    // The console tells of most violations; this tells of all.
    private const string TellViolations =
        "addEventListener('securitypolicyviolation', event => console.error(`Content Security Policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _wrongs = new();

    private Visitor(Site site, IPage page)
    {
        Site = site;
        Address = site.Server.Address;
        Page = page;
        page.Console += (_, message) => NoticeConsole(message.Text);
        page.PageError += (_, error) => Notice("script error: " + error);
        page.Request += (_, request) => NoticeRequest(request.Url);
        page.Dialog += async (_, dialog) =>
        {
            Notice("dialog: " + dialog.Message);
            await dialog.DismissAsync();
        };
    }

    /// <summary>Where they are.</summary>
    public Site Site { get; }

    /// <summary>The provider that they visit.</summary>
    public Uri Address { get; init; }

    /// <summary>Their window.</summary>
    public IPage Page { get; }

    /// <summary>What they are about, for the message when something goes wrong.</summary>
    public string Doing { get; set; } = "visiting";

    /// <summary>The button or link of this name.</summary>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The heading of the page.</summary>
    public ILocator Heading => Page.Locator("h1");

    public static async Task<Visitor> ArriveAsync(Site site, IBrowserContext profile, Uri? address = null)
    {
        await profile.AddInitScriptAsync(TellViolations);
        return new Visitor(site, await profile.NewPageAsync()) { Address = address ?? site.Server.Address };
    }

    /// <summary>Another tab of the same browser.</summary>
    public async Task<Visitor> OpenTabAsync() => new(Site, await Page.Context.NewPageAsync()) { Address = Address };

    /// <summary>Goes to an address of the provider.</summary>
    public Task<IResponse?> OpenAsync(string path) => Page.GotoAsync(new Uri(Address, path).AbsoluteUri);

    /// <summary>Comes from the client's own page, as people do: by a link of another site.</summary>
    public async Task OpenFromClientAsync(AuthorizationRequest request)
    {
        await Page.GotoAsync(Site.RelyingParty.Origin);
        await Page.SetContentAsync($"<a href=\"{System.Net.WebUtility.HtmlEncode(new Uri(Address, request.Url).AbsoluteUri)}\">Sign in</a>");
        await Page.GetByRole(AriaRole.Link).ClickAsync();
    }

    /// <summary>Fills in the login page and sends it.</summary>
    public async Task SignInAsync(Person person, string? password = null)
    {
        await Page.GetByLabel("User name").FillAsync(person.UserName);
        await EnterPasswordAsync(password ?? person.Password);
    }

    /// <summary>From now on pages do not go on by themselves, as in a browser that is set so.</summary>
    public Task StopRefreshingAsync() => Page.RouteAsync("**/login?**", async route =>
    {
        var response = await route.FetchAsync();
        var body = await response.TextAsync();
        await route.FulfillAsync(new() { Response = response, Body = body.Replace("http-equiv=\"refresh\"", "name=\"stopped\"", StringComparison.Ordinal) });
    });

    /// <summary>Fills in the password alone and sends it.</summary>
    public async Task EnterPasswordAsync(string password)
    {
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.Locator("main form button").ClickAsync();
    }

    /// <summary>Is signed in at the front door, without any client. The cookies come from a browser without a window, which takes a tenth of the time; what they do at the login page has tests of its own.</summary>
    public async Task SignInHereAsync(Person person)
    {
        using var browser = new Browser(Address);
        await browser.SignInAsync(person);
        await Page.Context.AddCookiesAsync(browser.Trail.SelectMany(answer => answer.Headers("Set-Cookie")).Select(line => CookieOf(SetCookieHeaderValue.Parse(line))));
        await OpenAsync("/");
    }

    /// <summary>Is in the console, as whoever was given these cookies.</summary>
    public Task CarryAsync(IEnumerable<string> cookies) => Page.Context.AddCookiesAsync(cookies.Select(line => CookieOf(SetCookieHeaderValue.Parse(line))));

    /// <summary>Is in the console, on a page of it.</summary>
    public async Task OpenConsoleAsync(string path)
    {
        await CarryAsync(await Site.ConsoleKeysAsync());
        await OpenAsync(path);
    }

    /// <summary>Waits until the browser rests on this path of the provider.</summary>
    public Task AtAsync(string path) => AtAsync(url => new Uri(url) is var at && at.Port == Address.Port && at.AbsolutePath == path);

    /// <summary>Waits until the browser rests on such an address.</summary>
    public async Task AtAsync(Func<string, bool> address)
    {
        await Eventually.HoldsAsync(() => Task.FromResult(address(Page.Url)), Patience, $"the browser, which was at {Page.Url}, arrives");
        await LoadedAsync();
    }

    /// <summary>Waits until the browser has left for the client, and reads what it brought there.</summary>
    public async Task<Callback> AtClientAsync()
    {
        await AtAsync(url => url.StartsWith(Site.RelyingParty.Origin, StringComparison.Ordinal));
        var arrival = JsonSerializer.Deserialize<Arrival>(await Page.Locator(RelyingParty.Received).InnerTextAsync())!;
        arrival.Referrer.ShouldBeEmpty("an address of the provider carries the request");
        return arrival.Method == "POST"
            ? Callback.FromForm(new Uri(Page.Url), arrival.Parameters.Select(parameter => (parameter.Name, parameter.Value)))
            : Callback.FromRedirect(new Uri(Page.Url));
    }

    /// <summary>Does what leads to another document, and waits until that is loaded.</summary>
    public async Task ArriveByAsync(Func<Task> act)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Page.FrameNavigated += Note;
        await act();
        await arrived.Task.WaitAsync(Patience);
        Page.FrameNavigated -= Note;
        await LoadedAsync();

        void Note(object? sender, IFrame frame)
        {
            if (frame == Page.MainFrame)
            {
                arrived.TrySetResult();
            }
        }
    }

    /// <summary>Posts a form from a page of another site, which brings no SameSite cookie along.</summary>
    public Task PostFromClientAsync(string path, params IEnumerable<(string Name, string Value)> fields) =>
        PostAsync(Site.RelyingParty.Origin, path, fields);

    /// <summary>Posts a form from another origin of the same site, with every cookie: what an attacker on a sister domain can do.</summary>
    public Task PostFromNeighbourAsync(string path, params IEnumerable<(string Name, string Value)> fields) =>
        PostAsync(Site.RelyingParty.Neighbour, path, fields);

    /// <summary>All that was wrong until now, which is then forgotten.</summary>
    public async Task<IReadOnlyList<string>> TakeWrongsAsync()
    {
        // Events come in the order in which the browser sent them: after an answer of now, those of before are here.
        await Page.EvaluateAsync("0");
        List<string> wrongs = [.. _wrongs];
        _wrongs.Clear();
        return wrongs;
    }

    /// <summary>Fails when a page broke its policy, ran a stranger's script, failed in a script of its own or asked another server.</summary>
    public async Task ShouldHaveSeenNothingWrongAsync() => (await TakeWrongsAsync()).ShouldBeEmpty();

    /// <summary>
    /// Asks the document itself: on a busy machine Playwright loses the event now and then, of a document that others follow at once, and
    /// waits for it for ever.
    /// </summary>
    private Task LoadedAsync() => Eventually.HoldsAsync(
        async () =>
        {
            try
            {
                return await Page.EvaluateAsync<string>("document.readyState") == "complete";
            }
            catch (PlaywrightException exception) when (exception.Message.Contains("context", StringComparison.OrdinalIgnoreCase))
            {
                // It has gone on to the next document meanwhile.
                return false;
            }
        },
        Patience,
        $"{Page.Url} is loaded");

    private Cookie CookieOf(SetCookieHeaderValue cookie) => new()
    {
        Name = cookie.Name.Value!,
        Value = cookie.Value.Value!,
        Domain = Address.Host,
        Path = cookie.Path.Value ?? "/",
        HttpOnly = cookie.HttpOnly,
        Secure = cookie.Secure,
        Expires = cookie.Expires?.ToUnixTimeSeconds() ?? (cookie.MaxAge is { } age ? DateTimeOffset.UtcNow.Add(age).ToUnixTimeSeconds() : -1),
        SameSite = cookie.SameSite switch
        {
            SameSiteMode.Strict => SameSiteAttribute.Strict,
            SameSiteMode.None => SameSiteAttribute.None,
            _ => SameSiteAttribute.Lax,
        },
    };

    private async Task PostAsync(string origin, string path, IEnumerable<(string Name, string Value)> fields)
    {
        await Page.GotoAsync(origin);
        await ArriveByAsync(() => Page.EvaluateAsync(
            """
            ([action, fields]) => {
              const form = Object.assign(document.createElement('form'), { method: 'post', action });
              for (const [name, value] of fields) {
                form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
              }
              document.body.append(form);
              HTMLFormElement.prototype.submit.call(form);
            }
            """,
            new object[] { new Uri(Address, path).AbsoluteUri, fields.Select(field => new[] { field.Name, field.Value }).ToArray() }));
    }

    private void Notice(string wrong) => _wrongs.Enqueue($"{wrong} ({Doing}; at {Page.Url})");

    private void NoticeConsole(string text)
    {
        // An error page has a status of its own; the browser notes it. Who types at once has the focus already where the page would give it.
        if (!text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal)
            && !text.StartsWith("Autofocus processing was blocked", StringComparison.Ordinal))
        {
            Notice("console: " + text);
        }
    }

    private void NoticeRequest(string url)
    {
        if (new Uri(url) is { Scheme: "http" or "https" } to && to.Port != Address.Port && !url.StartsWith(Site.RelyingParty.Origin, StringComparison.Ordinal)
            && !url.StartsWith(Site.RelyingParty.Neighbour, StringComparison.Ordinal))
        {
            Notice("request to another server: " + url);
        }
    }
}
