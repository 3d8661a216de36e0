using Cosmo.Identity.Tests.Accounts.ChangeEmail;
using Cosmo.Identity.Tests.Accounts.Register;
using Cosmo.Identity.Tests.Accounts.ResetPassword;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Languages;

/// <summary>Pages and mails speak the language of who reads them: as the client asks, as the person chose, as their account says, as their browser likes.</summary>
public sealed class RequestLanguageTests(Servers servers)
{
    [Theory]
    [InlineData("de-AT,de;q=0.9,en;q=0.8", "de", "Anmelden")]
    [InlineData("fr,de;q=0.4", "de", "Anmelden")]
    [InlineData("en-GB,de;q=0.8", "en", "Sign in")]
    [InlineData("fr-CA", "en", "Sign in")]
    [InlineData("tr-TR;q=nonsense,,;", "en", "Sign in")]
    [InlineData(null, "en", "Sign in")]
    public async Task A_browser_is_answered_in_the_language_it_likes_best(string? accepted, string tag, string heading)
    {
        var server = await servers.AnyAsync();

        var answer = await server.Http.GetAsync("/login", accepted is null ? [] : [("Accept-Language", accepted)]);

        ShouldSpeak(new Page(answer), tag, heading);
        answer.Header("Vary")!.Split(", ").ShouldBe(["Accept-Language", "Cookie"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("/no/such/page", 404, "Seite nicht gefunden")]
    [InlineData("/consent?request=stale", 400, "Diese Anfrage ist nicht verwendbar")]
    [InlineData("/connect/authorize?client_id=nobody", 400, "Von hier geht es nicht weiter")]
    public async Task Failures_are_explained_in_it_too(string path, int status, string heading)
    {
        var server = await servers.AnyAsync();

        var answer = await server.Http.GetAsync(path, ("Accept-Language", "de"));

        answer.Status.ShouldBe(status);
        ShouldSpeak(new Page(answer), "de", heading);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_client_asks_for_holds_on_the_whole_way(bool isPushed)
    {
        var server = await servers.AnyAsync();
        var client = isPushed ? Registrations.Pushed : Registrations.Web;
        var request = new AuthorizationRequest(client, "openid profile").With("ui_locales", "fr de-AT en").With("prompt", "login consent");
        var url = isPushed ? await PushedAsync(server, request) : request.Url;
        using var browser = server.NewBrowser();


        var login = (await browser.OpenAsync(url)).At("/login");
        var forgot = await browser.OpenAsync(login.Document.QuerySelector("a[href*='forgot-password']")!.GetAttribute("href")!);
        var asked = await browser.SubmitAsync(forgot, "UserName", ("UserName", "nobody of that name"));
        var refused = await browser.SignInAsync(login, People.Heidi, "not-the-goatherd");
        var consent = (await browser.SignInAsync(login, People.Ada)).At("/consent");
        var end = await browser.DecideAsync(consent, "allow");


        ShouldSpeak(login, "de", "Anmelden");
        ShouldSpeak(forgot, "de", "Passwort vergessen?");
        ShouldSpeak(asked, "de", "Sehen Sie in Ihre E-Mails");
        refused.Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("Benutzername oder Passwort ist nicht richtig.");
        consent.Document.Body!.TextContent.ShouldContain("Ihr Profil sehen");
        consent.Document.DocumentElement.GetAttribute("lang").ShouldBe("de");
        end.AtClient().Code.ShouldNotBeNull();
        (await browser.OpenAsync("/account")).Document.DocumentElement.GetAttribute("lang").ShouldBe("en", "what one client asks for is asked for its own pages");
    }

    [Fact]
    public async Task What_nobody_can_read_fails_no_request()
    {
        var server = await servers.AnyAsync();
        string[] values = ["<script>alert(1)</script>", "de;DROP TABLE users", new string('x', 4000), "\u202e\u00e9", "de\0", "x-" + new string('-', 300), "i-default"];

        foreach (var value in values)
        {
            using var browser = server.NewBrowser();
            var page = await browser.OpenAsync(new AuthorizationRequest(Registrations.Web, "openid").With("ui_locales", value).Url);
            if (page.IsAt("/login"))
            {
                page.Answer.Status.ShouldBe(200, value);
            }

            (await server.Http.GetAsync("/login" + Wire.Query([("ui_locales", value), ("ui_locales", "x")]), ("Cookie", "cosmo-language=" + Uri.EscapeDataString(value)))).Status.ShouldBe(200, value);
        }
    }

    [Fact]
    public async Task A_person_chooses_at_the_foot_of_the_page_and_comes_back_to_it()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var page = (await browser.OpenAsync("/login?returnUrl=/account/history")).At("/login");


        var german = await browser.SubmitAsync(page, "language", ("language", "de"));


        browser.Trail[0].Status.ShouldBe(303);
        german.Answer.Url.PathAndQuery.ShouldBe("/login?returnUrl=/account/history");
        ShouldSpeak(german, "de", "Anmelden");
        ShouldSpeak(await browser.OpenAsync("/locked"), "de", "Wenn die Anmeldung pausiert ist");
        german.Document.QuerySelector("[name=language][aria-current]")!.TextContent.ShouldBe("Deutsch");
        ShouldSpeak(await browser.SubmitAsync(german, "language", ("language", "en")), "en", "Sign in");
        browser.Trail[0].Headers("Set-Cookie").ShouldHaveSingleItem().ShouldContain("httponly", Case.Insensitive);
        ShouldSpeak(new Page(await browser.SendAsync(HttpMethod.Get, new Uri("/login", UriKind.Relative), null, ("Accept-Language", "de"))), "en", "Sign in");
    }

    [Fact]
    public async Task A_client_asks_before_the_choice_but_not_against_it()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.PostAsync("/language", ("language", "de"));
        var english = new AuthorizationRequest(Registrations.Web, "openid").With("ui_locales", "en");


        var asked = await browser.OpenAsync(english.Url);
        var chosen = await browser.SubmitAsync(asked, "language", ("language", "de"));


        ShouldSpeak(asked, "en", "Sign in");
        ShouldSpeak(chosen, "de", "Anmelden");
        ShouldSpeak(await browser.OpenAsync(english.Url), "de", "Anmelden");
    }

    [Theory]
    [InlineData("https://evil.example.test/")]
    [InlineData("//evil.example.test/")]
    [InlineData("/\\evil.example.test/")]
    [InlineData("/\tevil")]
    [InlineData("/ /evil.example.test")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task The_choice_leads_nowhere_else(string back)
    {
        var server = await servers.AnyAsync();

        var answer = await server.Http.PostAsync("/language", [("language", "de"), ("return", back)]);

        answer.Status.ShouldBe(303);
        answer.Location!.ShouldBe(new Uri(server.Address, "/"));
    }

    [Theory]
    [InlineData("fr", "same-origin")]
    [InlineData("", "same-origin")]
    [InlineData("de", "cross-site")]
    public async Task What_is_no_choice_of_the_person_is_refused(string language, string site)
    {
        var server = await servers.AnyAsync();

        var answer = await server.Http.PostAsync("/language", [("language", language), ("return", "/login")], ("Sec-Fetch-Site", site));

        answer.Status.ShouldBe(400);
        answer.Headers("Set-Cookie").ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_and_mails_speak_the_language_of_the_account()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        await server.Database.ExecuteAsync("""UPDATE users SET profile = '{"name":"Grace Hopper","locale":"de-AT"}' WHERE user_name = 'grace'""");
        var box = new Postbox(server);
        using var browser = server.NewBrowser();


        (await browser.AskAsync("grace")).At(Resets.ForgotPath);
        (await browser.AskAsync("ada")).At(Resets.ForgotPath);
        await browser.SignInAsync(People.Grace);
        var own = (await browser.OpenAsync("/account")).At("/account");
        await browser.SubmitAsync((await browser.OpenAsync("/connect/logout")).At("/connect/logout"), "decision", ("decision", "sign-out"));
        var after = await browser.OpenAsync("/login");
        await browser.PostAsync("/language", ("language", "de"));
        (await browser.AskAsync("heidi")).At(Resets.ForgotPath);
        (await browser.AskAsync("ada")).At(Resets.ForgotPath);


        ShouldSpeak(own, "de", "Ihr Konto");
        own.Document.QuerySelectorAll("time").ShouldAllBe(time => time.GetAttribute("datetime")!.Length == 20 && time.TextContent.EndsWith(" UTC", StringComparison.Ordinal));
        ShouldSpeak(after, "en", "Sign in");
        var german = await box.NextAsync(People.Grace, "Wählen Sie ein neues Passwort");
        german.TextBody!.ShouldStartWith("Guten Tag Grace Hopper,");
        german.HtmlBody!.ShouldContain("<html lang=\"de\">");
        german.TextBody!.ShouldContain("Gerät: Firefox unter Linux (Computer)");
        await box.NextAsync(People.Heidi, "Wählen Sie ein neues Passwort");
        await box.NextAsync(People.Ada, "Choose a new password");
        (await box.NextAsync(People.Ada, "Choose a new password")).HtmlBody!.ShouldContain("<html lang=\"en\">");
    }

    [Fact]
    public async Task Mails_about_an_address_speak_the_language_of_the_account_whatever_the_browser_does()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        await server.Database.ExecuteAsync("""UPDATE users SET profile = '{"name":"Grace Hopper","locale":"de"}' WHERE user_name = 'grace'""");
        var (box, moved) = (new Postbox(server), Registering.Newcomer());
        using var stranger = server.NewBrowser();
        using var browser = server.NewBrowser();
        await browser.PostAsync("/language", ("language", "en"));
        await browser.SignInAsync(People.Grace);


        await stranger.AskForAccountAsync(Postbox.AddressOf(People.Grace));
        var asked = await browser.AskToMoveAsync(moved.UserName);
        var confirm = await box.NextAsync(moved, "Bestätigen Sie Ihre neue Adresse");
        await browser.PressAsync(Postbox.LinkIn(confirm), Moving.ConfirmPath);
        var told = await box.NextAsync(People.Grace, "Ihre E-Mail-Adresse wurde geändert");
        await browser.SubmitAsync(await browser.OpenAsync("/account/delete"), "UserName", ("UserName", "grace"));


        asked.Document.DocumentElement.GetAttribute("lang").ShouldBe("en");
        foreach (var mail in new[] { await box.NextAsync(People.Grace, "Sie haben schon ein Konto"), confirm, told })
        {
            mail.HtmlBody!.ShouldContain("<html lang=\"de\">");
            mail.TextBody!.ShouldContain("Gerät: Firefox unter Linux (Computer)");
        }

        await box.NextAsync(moved, "Ihr Konto wurde gelöscht");
    }

    [Fact]
    public async Task Discovery_names_what_is_spoken()
    {
        var server = await servers.AnyAsync();

        var document = (await server.Http.GetAsync("/.well-known/openid-configuration")).Json;

        document.GetProperty("ui_locales_supported").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["en", "de"]);
    }

    private static async Task<string> PushedAsync(RunningServer server, AuthorizationRequest request)
    {
        var pushed = (await server.As(request.Client).PushAsync(request)).Json.GetProperty("request_uri").GetString()!;
        return "/connect/authorize" + Wire.Query([("client_id", request.Client.ClientId), ("request_uri", pushed)]);
    }

    private static void ShouldSpeak(Page page, string tag, string heading)
    {
        page.Document.QuerySelector("h1")!.TextContent.ShouldBe(heading, page.Answer.ToString());
        page.Document.DocumentElement.GetAttribute("lang").ShouldBe(tag);
        page.Answer.Header("Content-Language").ShouldBe(tag);
    }
}
