using System.Text;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Passkeys;

/// <summary>Passkeys sign their owner in and nobody else, once for each challenge, and go only where a fresh proof takes them (MFA-08, MFA-10, MFA-11, MFA-13).</summary>
public sealed class PasskeyTests(AuditedServers servers) : IClassFixture<AuditedServers>
{
    private const string Url = SoftPasskey.PasskeysPath;

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.PasskeyAdded, SecurityEventType.PasskeyRemoved)]
    public async Task It_is_added_signs_in_and_is_taken_away(Database database)
    {
        var server = await CleanAsync(database);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var before = browser.Cookie("cosmo-session");
        var trail = await AuditTrail.FromNowAsync(server);


        using var passkey = await SoftPasskey.AddAsync(server, browser, "Blue key");


        passkey.Answer!.At(Url).Document.QuerySelector("tbody")!.TextContent.ShouldContain("Blue key");
        browser.Cookie("cosmo-session").ShouldNotBe(before, "SESS-02");
        (await trail.ShouldBeAsync(SecurityEventType.PasskeyAdded)).Detail("name").ShouldBe("Blue key");
        Postbox.LinkIn(await new Postbox(server).NextAsync(People.Ada, "A passkey was added")).AbsolutePath.ShouldBe("/account/not-me");
        using (var fresh = server.NewBrowser())
        {
            await passkey.SignInAsync(fresh);
            await fresh.ShouldBeInAsync(People.Ada);
            fresh.Cookie("cosmo-device").ShouldNotBeNull();
        }

        var signedIn = (await server.Database.EventsAsync()).Last(fact => fact.Type == SecurityEventType.SignedIn);
        (signedIn.Detail("path"), signedIn.Detail("amr")).ShouldBe(("passkey", """["hwk","user","mfa"]"""));
        trail = await AuditTrail.FromNowAsync(server);
        var page = await browser.OpenAsync(Url);
        await browser.SubmitAsync(page, "id", ("name", "Red key"));
        await browser.PostFormAsync(Url + "?handler=Remove", ("id", await IdAsync(server)));
        (await trail.ShouldBeAsync(SecurityEventType.PasskeyRemoved)).Detail("name").ShouldBe("Red key");
        using var late = server.NewBrowser();
        (await passkey.SignInAsync(late)).At(SoftPasskey.LoginPath).Document.QuerySelector("[role=alert]:not([hidden])").ShouldNotBeNull();
        late.HasSession.ShouldBeFalse();
    }

    [Theory]
    [BothDatabases]
    public async Task A_client_learns_that_it_was_two_factors(Database database)
    {
        var server = await CleanAsync(database);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        using var passkey = await SoftPasskey.AddAsync(server, browser);
        var request = new AuthorizationRequest(Registrations.Web, "openid");
        using var fresh = server.NewBrowser();
        var login = (await fresh.OpenAsync(request.Url)).At("/login");


        var page = await passkey.SignInAsync(fresh, url: login.Document.QuerySelector("a[href^='/login/passkey']")!.GetAttribute("href")!);
        page = page.IsAt("/consent") ? await fresh.DecideAsync(page, "allow") : page;


        var code = page.AtClient().ShouldCarryCode(request, server.Issuer);
        var token = Jwt.Parse((await server.As(Registrations.Web).RedeemAsync(request, code.Code)).ShouldSucceed().IdToken);
        token.Claim("acr").ShouldNotBe("1");
        token.Payload.GetProperty("amr").EnumerateArray().Select(method => method.GetString()).ShouldBe(["hwk", "user", "mfa"]);
    }

    private static readonly IReadOnlyList<(string What, AssertionLie Lie)> Lies =
    [
        ("not verified", new AssertionLie { Flags = 1 }),
        ("nobody present", new AssertionLie { Flags = 4 }),
        ("another origin", new AssertionLie { Origin = "https://evil.example.test" }),
        ("another domain", new AssertionLie { Domain = "evil.example.test" }),
        ("another challenge", new AssertionLie { Challenge = Base64Url.Encode(new byte[32]) }),
        ("another person", new AssertionLie { UserHandle = Base64Url.Encode(Encoding.UTF8.GetBytes(Guid.NewGuid().ToString())) }),
        ("another name of it", new AssertionLie { RawId = Base64Url.Encode(new byte[32]) }),
        ("another signature", new AssertionLie { BreakSignature = true }),
        ("another signature, and a counter that went back", new AssertionLie { BreakSignature = true, SignCount = 0 }),
    ];

    [Fact]
    [Triggers(SecurityEventType.PasskeyRefused)]
    public async Task Nothing_else_is_taken_for_it()
    {
        var server = await CleanAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        using var passkey = await SoftPasskey.AddAsync(server, browser);
        using var thief = server.NewBrowser();
        await passkey.SignInAsync(thief);
        thief.Forget("cosmo-session");
        var trail = await AuditTrail.FromNowAsync(server);


        foreach (var (what, lie) in Lies)
        {
            var page = await passkey.SignInAsync(thief, lie);
            page.At(SoftPasskey.LoginPath).Document.QuerySelector("#error").ShouldNotBeNull(what);
            thief.HasSession.ShouldBeFalse(what);
        }

        foreach (var credential in new[] { "", "{}", "[]", "null", "not json", """{"id":"a","rawId":"a","type":"public-key","response":{}}""", new string('x', 20_000) })
        {
            await thief.SubmitAsync(await thief.OpenAsync(SoftPasskey.LoginPath), "credential", ("credential", credential));
            thief.Trail[^1].Status.ShouldBeOneOf(200, 400, 413);
            thief.HasSession.ShouldBeFalse();
        }

        var asked = await thief.OpenAsync(SoftPasskey.LoginPath);
        await thief.SubmitAsync(asked, "credential", ("credential", passkey.Get(SoftPasskey.OptionsOn(asked))), ("state", "made-up"));
        thief.HasSession.ShouldBeFalse();
        var facts = await trail.NewAsync();
        facts.Count(fact => fact.Type == SecurityEventType.PasskeyRefused).ShouldBeGreaterThanOrEqualTo(Lies.Count);
        facts.ShouldNotContain(fact => fact.Type == SecurityEventType.PasskeyCloneSuspected);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.PasskeyCloneSuspected)]
    public async Task A_counter_that_goes_back_is_a_copy(Database database)
    {
        var server = await CleanAsync(database);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        using var passkey = await SoftPasskey.AddAsync(server, browser);
        using var owner = server.NewBrowser();
        passkey.SignCount = 40;
        await passkey.SignInAsync(owner);
        var trail = await AuditTrail.FromNowAsync(server);


        using var copy = server.NewBrowser();
        await passkey.SignInAsync(copy, new AssertionLie { SignCount = 7 });


        copy.HasSession.ShouldBeFalse();
        (await trail.ShouldBeAsync(SecurityEventType.PasskeyCloneSuspected)).Subject.ShouldNotBeNull();
        await owner.ShouldBeInAsync(People.Ada);
    }

    [Theory]
    [BothDatabases]
    public async Task Fifty_answers_to_one_challenge_have_at_most_one_success(Database database)
    {
        var server = await servers.FloodedAsync(database);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        using var passkey = await SoftPasskey.AddAsync(server, browser);
        using var race = new Race();
        for (var round = 0; round < Effort.LongRaceRounds; round++)
        {
            using var thief = server.NewBrowser();
            var page = await thief.OpenAsync(SoftPasskey.LoginPath);
            // One that counts nothing: the challenge alone has to decide.
            var credential = passkey.Get(SoftPasskey.OptionsOn(page), new AssertionLie { SignCount = 0 });
            (string, string)[] fields = [.. Page.Fields(page.Form("credential")!).Where(field => field.Name != "credential"), ("credential", credential)];


            var answers = await Race.AtOnceAsync(_ => server.Http.PostAsync(SoftPasskey.LoginPath, fields, thief.CookieHeader));


            race.ShouldTakeOne(answers, answer => answer.Headers("Set-Cookie").Any(cookie => cookie.StartsWith("cosmo-session=", StringComparison.Ordinal)));
            (await server.Http.PostAsync(SoftPasskey.LoginPath, fields, thief.CookieHeader)).Status.ShouldBe(200);
        }

        (await server.Database.CountAsync("SELECT count(*) FROM user_sessions WHERE amr LIKE 'hwk%'")).ShouldBe(Effort.LongRaceRounds);
    }

    [Theory]
    [BothDatabases]
    public async Task It_confirms_what_is_dangerous_and_nobody_elses_does(Database database)
    {
        var server = await CleanAsync(database);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        using var passkey = await SoftPasskey.AddAsync(server, browser);
        using var other = server.NewBrowser();
        await other.SignInAsync(People.Grace);
        using var foreign = await SoftPasskey.AddAsync(server, other);
        await server.Database.ForgetProofsAsync(People.Ada);


        var confirm = (await browser.OpenAsync(Url)).At("/account/confirm");
        confirm.Document.QuerySelector("a[href^='/account/confirm/passkey']").ShouldNotBeNull();
        (await foreign.SignInAsync(browser, url: SoftPasskey.ConfirmPath + "?return=" + Uri.EscapeDataString(Url))).At(SoftPasskey.ConfirmPath);
        (await browser.PostFormAsync(Url + "?handler=Remove", ("id", await IdAsync(server)))).At("/account/confirm");
        var page = await passkey.SignInAsync(browser, url: SoftPasskey.ConfirmPath + "?return=" + Uri.EscapeDataString(Url));


        page.At(Url);
        (await server.Database.CountAsync("SELECT count(*) FROM passkeys")).ShouldBe(2);
    }

    [Fact]
    public async Task Another_persons_passkey_is_neither_renamed_nor_removed()
    {
        var server = await CleanAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        using var passkey = await SoftPasskey.AddAsync(server, browser, "Mine");
        using var other = server.NewBrowser();
        await other.SignInAsync(People.Grace);


        await other.PostFormAsync(Url + "?handler=Remove", ("id", await IdAsync(server)));
        var removed = other.Trail[^1].Status;
        await other.PostFormAsync(Url + "?handler=Rename", ("id", await IdAsync(server)), ("name", "Theirs"));


        (removed, other.Trail[^1].Status).ShouldBe((404, 404));
        (await server.Database.LinesAsync("SELECT name FROM passkeys")).ShouldBe(["Mine"]);
    }

    [Fact]
    public async Task What_is_no_passkey_is_not_added()
    {
        var server = await CleanAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);


        foreach (var lie in new CreationLie[] { new() { Algorithm = -65535 }, new() { Flags = 0x41 }, new() { Origin = "https://evil.example.test" }, new() { Excess = 20_000 } })
        {
            using var passkey = await SoftPasskey.AddAsync(server, browser, lie: lie);
            browser.Trail[^1].Status.ShouldBeOneOf([400, 413], lie.ToString());
        }

        foreach (var name in new[] { "", "  ", new string('n', 65), "two\nlines", "turned‮round" })
        {
            using var passkey = await SoftPasskey.AddAsync(server, browser, name);
            browser.Trail[^1].Status.ShouldBe(400);
        }


        (await server.Database.CountAsync("SELECT count(*) FROM passkeys")).ShouldBe(0);
        await browser.ShouldBeInAsync(People.Ada);
    }

    [Fact]
    public async Task A_closed_account_is_closed_for_passkeys_too()
    {
        var server = await CleanAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        using var passkey = await SoftPasskey.AddAsync(server, browser);
        await server.Database.ExecuteAsync("UPDATE users SET disabled_at = created_at WHERE user_name = 'ada'");
        var trail = await AuditTrail.FromNowAsync(server);


        using var fresh = server.NewBrowser();
        var page = await passkey.SignInAsync(fresh);


        await server.Database.ExecuteAsync("UPDATE users SET disabled_at = NULL WHERE user_name = 'ada'");
        page.At(SoftPasskey.LoginPath);
        fresh.HasSession.ShouldBeFalse();
        (await trail.NewAsync()).ShouldContain(fact => fact.Type == SecurityEventType.DisabledSignInRefused);
    }

    [Fact]
    public async Task Who_must_have_a_second_factor_and_has_a_passkey_is_led_to_it()
    {
        var server = await servers.OnAsync(Database.Sqlite, ("SecondFactors:Policy", "RequiredForAll"));
        await server.Database.ExecuteAsync("DELETE FROM passkeys");
        using var browser = server.NewBrowser();
        (await browser.SignInAsync(await browser.OpenAsync("/login"), People.Ada)).At(Authenticator.LoginSetUpPath);
        await Authenticator.FillInAsync(browser, await browser.OpenAsync(Authenticator.LoginSetUpPath));
        using var passkey = await SoftPasskey.AddAsync(server, browser);
        await server.ForgetFactorsAsync();


        using var fresh = server.NewBrowser();
        (await fresh.SignInAsync(await fresh.OpenAsync("/login"), People.Ada)).At(SoftPasskey.LoginPath);
        await passkey.SignInAsync(fresh);


        await fresh.ShouldBeInAsync(People.Ada);
    }

    private async Task<HostedServer> CleanAsync(Database database)
    {
        var server = await servers.OnAsync(database);
        await server.Database.ExecuteAsync("DELETE FROM passkeys; DELETE FROM user_sessions WHERE amr LIKE 'hwk%'; DELETE FROM mails");
        return server;
    }

    private static async Task<string> IdAsync(HostedServer server) => (await server.Database.LinesAsync("SELECT p.id FROM passkeys p JOIN users u ON u.id = p.user_id WHERE u.user_name = 'ada'")).Single();
}
