using System.Text.RegularExpressions;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Accounts.Lockout;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.ResetPassword;

/// <summary>Who asks for a new password learns nothing of accounts, floods nobody's mailbox and bends no link (C-01, C-04, ENUM-02, MAIL-07, V099, NORM-02, NORM-05).</summary>
public sealed partial class ForgotPasswordTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.PasswordResetWithheld)]
    public async Task The_answer_is_the_same_whoever_is_named(Database database)
    {
        await using var server = await servers.StartAsync(database, Guesses.WithoutBlocks);
        await server.Database.ExecuteAsync("UPDATE users SET email = NULL, normalized_email = NULL WHERE user_name = 'olga'");
        await server.GuessAsync(People.Heidi, 5);
        var before = await server.SecretsAsync();
        string[] names = ["ada", " ADA@example.test", "grace", "heidi", "linus", "olga", "nobody-of-that-name", "nobody@example.test", new string('n', 256), "a\u200Bda", "ada@example.test\r\nBcc: eve@example.test"];
        List<string> answers = [];


        foreach (var name in names)
        {
            using var browser = server.NewBrowser();
            var page = (await browser.AskAsync(name)).At(Resets.ForgotPath);
            answers.Add($"{page.Answer.Status}\n{string.Join('\n', page.Answer.HeaderLines("Date"))}\n{Antiforgery().Replace(page.Answer.Body, "")}");
        }


        answers.ShouldAllBe(answer => answer == answers[0]);
        answers[0].ShouldContain("If an account matches");
        // One more tells Heidi that her account is locked.
        var mails = (await new Postbox(server).AllAsync(5)).Where(mail => mail.Subject == "Choose a new password").ToList();
        mails.Select(mail => mail.To.ToString()).Order().ShouldBe(["ada@example.test", "ada@example.test", "grace@example.test", "heidi@example.test"]);
        mails.ShouldAllBe(mail => !mail.Headers.Contains("Bcc"));
        (await server.SecretsAsync()).ShouldBe(before);
        var withheld = (await server.Database.EventsAsync()).Where(fact => fact.Type == SecurityEventType.PasswordResetWithheld).ToList();
        withheld.Select(fact => fact.Detail("why")).ShouldBe(["disabled", "no_address", .. Enumerable.Repeat("unknown_account", 5)]);
        withheld.ForEach(fact => fact.ShouldBeComplete());
        (await server.EventsAsync(SecurityEventType.PasswordResetRequested)).ShouldBe(4);
    }

    [Theory]
    [BothDatabases]
    public async Task An_account_gets_three_mails_an_hour_under_whatever_name_and_stays_open(Database database)
    {
        await using var server = await servers.StartLimitedAsync(database, Servers.BehindProxy);
        using var browser = server.NewBrowser();
        List<string> bodies = [];


        for (var i = 0; i < 8; i++)
        {
            var answer = await AskFromAsync(browser, i % 2 == 0 ? "ada" : "ada@example.test", $"198.51.100.{i}");
            answer.Status.ShouldBe(200);
            answer.HeaderLines().ShouldNotContain(line => line.Contains("\"password-reset\"", StringComparison.Ordinal));
            bodies.Add(Antiforgery().Replace(answer.Body, ""));
        }


        bodies.Distinct().ShouldHaveSingleItem();
        (await server.Database.CountAsync("SELECT count(*) FROM mails")).ShouldBe(3);
        var withheld = (await server.Database.EventsAsync()).Where(fact => fact.Type == SecurityEventType.PasswordResetWithheld).ToList();
        withheld.Select(fact => fact.Detail("why")).ShouldBe(Enumerable.Repeat("too_often", 5));
        await browser.SignInAsync(People.Ada);
    }

    [Theory]
    [InlineData("ada", "grace", "heidi", "olga")]
    [InlineData("nobody", "no-one", "none", "nemo")]
    public async Task An_address_asks_three_times_an_hour_whether_there_are_such_accounts_or_not(params string[] names)
    {
        await using var server = await servers.StartLimitedAsync(Database.Sqlite, Servers.BehindProxy);
        using var browser = server.NewBrowser();
        List<Answer> answers = [];


        foreach (var name in names)
        {
            answers.Add(await AskFromAsync(browser, name, "198.51.100.77"));
        }

        var neighbour = await AskFromAsync(browser, names[0], "198.51.100.78");


        answers.Select(answer => answer.Status).ShouldBe([200, 200, 200, 429]);
        int.Parse(answers[3].Header("Retry-After")!).ShouldBeInRange(3500, 3600);
        answers[3].Body.ShouldContain("Too many requests. Please try again in 60 minutes.");
        neighbour.Status.ShouldBe(200);
    }

    [Theory]
    [BothDatabases]
    public async Task Made_up_links_are_counted_and_a_good_one_still_works(Database database)
    {
        await using var server = await servers.StartLimitedAsync(database, Servers.BehindProxy, ("RateLimits:UnknownTokens", "5 per 00:01:00"));
        using var browser = server.NewBrowser();
        await AskFromAsync(browser, "ada", "198.51.100.9");
        var link = Postbox.LinkIn(await new Postbox(server).NextAsync(People.Ada, "Choose a new password"));


        // MAIL-10.
        List<int> statuses = [];
        for (var i = 0; i < 7; i++)
        {
            statuses.Add((await browser.SendAsync(HttpMethod.Get, new Uri($"{Resets.ResetPath}?token={Guid.NewGuid():N}guessedword", UriKind.Relative), null)).Status);
        }


        statuses.ShouldBe([400, 400, 400, 400, 400, 429, 429]);
        await browser.OpenLinkAsync(link);
        (await server.EventsAsync(SecurityEventType.PasswordResetRefused)).ShouldBe(7);
    }

    [Fact]
    public async Task No_header_bends_the_link()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        (string Name, string Value)[] headers =
        [
            ("Host", "evil.example.test"), ("Host", "evil.example.test:443"), ("X-Forwarded-Host", "evil.example.test"), ("X-Forwarded-Host", "evil.example.test, evil.example.test"),
            ("X-Host", "evil.example.test"), ("X-Forwarded-Server", "evil.example.test"), ("X-Original-Host", "evil.example.test"), ("Forwarded", "host=evil.example.test;proto=https"),
            ("X-Forwarded-Proto", "https"), ("X-Forwarded-Port", "444"), ("X-Forwarded-Prefix", "/evil"), ("X-HTTP-Host-Override", "evil.example.test"), ("Origin", "null"),
            ("Referer", "https://evil.example.test/"),
        ];


        foreach (var header in headers)
        {
            (await AskFromAsync(browser, "ada", null, header)).Status.ShouldBe(200, header.ToString());
        }


        var mails = await new Postbox(server).AllAsync(headers.Length);
        mails.Count.ShouldBe(headers.Length);
        mails.ShouldAllBe(mail => Postbox.LinkIn(mail).AbsoluteUri.StartsWith(server.Issuer + "/reset-password?token="));
        mails.ShouldAllBe(mail => !mail.HtmlBody!.Contains("evil"));
    }

    [Fact]
    public async Task The_page_of_a_link_is_kept_by_nobody_and_tells_no_other_site()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        using var browser = server.NewBrowser();


        var page = await browser.OpenLinkAsync(await browser.GetLinkAsync(new Postbox(server), People.Ada));


        // C-03, MAIL-05.
        page.Answer.Header("Referrer-Policy").ShouldBe("no-referrer");
        page.Answer.Header("Cache-Control")!.ShouldContain("no-store");
        page.Resolve(page.Form("Password")!.GetAttribute("action")).PathAndQuery.ShouldBe(Resets.ResetPath, "the secret travels in the body");
        page.Document.QuerySelectorAll("[src], [href]").ShouldAllBe(element => (element.GetAttribute("src") ?? element.GetAttribute("href"))!.StartsWith('/') || element.GetAttribute("href") == "#main");
    }

    /// <summary>Asks as the form does, behind the proxy of the test.</summary>
    private static async Task<Answer> AskFromAsync(Browser browser, string name, string? from, params (string Name, string Value)[] headers)
    {
        var form = (await browser.OpenAsync(Resets.ForgotPath)).Form("UserName")!;
        using var content = Wire.Form([.. Page.Fields(form).Where(field => field.Name != "UserName"), ("UserName", name)]);
        return await browser.SendAsync(HttpMethod.Post, new Uri(Resets.ForgotPath, UriKind.Relative), content, from is null ? headers : [("X-Forwarded-For", from), .. headers]);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex Antiforgery();
}
