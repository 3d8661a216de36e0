using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.StepUp;

/// <summary>Dangerous pages want a fresh proof, of this session and no other (ASVS 7.2.4, 7.5.1, 7.5.3; SESS-02, V011, V063, V077).</summary>
[Collection(nameof(OwnArea))]
public sealed class StepUpTests(AuditedServers servers)
{
    private const string Dangerous = "/account/password";
    private const string Confirm = "/account/confirm";

    /// <summary>Addresses that look local to somebody, and the way to a client, which must not follow a form.</summary>
    private static readonly string[] ForeignTargets =
    [
        "//evil.example.test", "/\\evil.example.test", "/%09/evil.example.test", "/\t/evil.example.test", "\\\\evil.example.test",
        "https:evil.example.test", "https://evil.example.test", "/%5cevil.example.test", "~//evil.example.test", "/\0/evil.example.test",
        "/\r\n/evil.example.test", "/account/../..//evil.example.test", "/account@evil.example.test", "/account.evil.example.test",
        "javascript:alert(1)", "data:text/html,x", "evil.example.test", "///evil.example.test",
        "/connect/authorize?client_id=web&redirect_uri=https%3A%2F%2Fweb.example.test%2Fcallback&response_type=code&scope=openid",
    ];

    [Theory]
    [BothDatabases]
    public async Task An_old_sign_in_proves_itself_first_and_comes_back_under_another_cookie(Database database)
    {
        var server = await servers.OnAsync(database);
        using var browser = server.NewBrowser();
        using var elsewhere = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        await elsewhere.SignInAsync(People.Ada);
        (await browser.OpenAsync(Dangerous)).At(Dangerous);
        await server.Database.ForgetProofsAsync(People.Ada);
        var before = browser.Cookie("cosmo-session")!;
        var sid = await browser.SessionIdAsync();


        var asked = (await browser.OpenAsync(Dangerous)).At(Confirm);
        var back = await browser.SubmitAsync(asked, "Password", ("Password", People.Ada.Password));


        back.At(Dangerous);
        browser.Trail[0].Status.ShouldBe(303);
        browser.Cookie("cosmo-session").ShouldNotBe(before);
        (await browser.SessionIdAsync()).ShouldBe(sid, "tokens name the session; only its cookie is another");
        (await server.Http.GetAsync("/account", ("Cookie", "cosmo-session=" + before))).Location!.AbsolutePath.ShouldBe("/login");
        (await elsewhere.OpenAsync(Dangerous)).At(Confirm);
        (await server.Database.LinesAsync("SELECT confirmed_by FROM user_sessions WHERE id = " + Literal(database, sid))).ShouldBe(["pwd"]);
    }

    [Fact]
    public async Task A_wrong_password_proves_nothing_and_changes_no_cookie()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Grace);
        await server.Database.ForgetProofsAsync(People.Grace);
        var before = browser.Cookie("cosmo-session");

        var page = await browser.SubmitAsync((await browser.OpenAsync(Dangerous)).At(Confirm), "Password", ("Password", "not-the-moth"));

        page.At(Confirm).Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("The password is not correct.");
        page.Answer.Body.ShouldNotContain("not-the-moth");
        browser.Cookie("cosmo-session").ShouldBe(before);
        (await browser.OpenAsync(Dangerous)).At(Confirm);
    }

    [Fact]
    public async Task Nobody_elses_password_or_name_proves_who_is_here()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Grace);
        await server.Database.ForgetProofsAsync(People.Grace);

        var page = await browser.SubmitAsync(
            (await browser.OpenAsync(Dangerous)).At(Confirm), "Password", ("Password", People.Ada.Password), ("UserName", "ada"), ("user-name", "ada"));

        page.At(Confirm).Document.QuerySelector("[role=alert]").ShouldNotBeNull();
        await browser.ShouldBeInAsync(People.Grace);
    }

    [Fact]
    public async Task A_form_that_comes_without_a_fresh_proof_does_nothing_and_comes_back_after_it()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Grace);
        await server.Database.ForgetProofsAsync(People.Grace);

        var asked = await browser.PostFormAsync(
            Dangerous, ("CurrentPassword", People.Grace.Password), ("NewPassword", "Another-Number-2030"), ("NewPasswordAgain", "Another-Number-2030"));
        var back = await browser.SubmitAsync(asked.At(Confirm), "Password", ("Password", People.Grace.Password));

        back.At(Dangerous);
        using var fresh = server.NewBrowser();
        await fresh.SignInAsync(People.Grace);
    }

    [Fact]
    public async Task The_proof_is_locked_out_as_every_sign_in_is()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Heidi);
        for (var i = 0; i < 5; i++)
        {
            await browser.PostFormAsync(Confirm, ("Password", "guess-" + i));
        }

        var right = await browser.PostFormAsync(Confirm, ("Password", People.Heidi.Password));

        right.At(Confirm).Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("The password is not correct.");
    }

    [Fact]
    public async Task The_way_back_never_leaves_the_server()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Olga);
        foreach (var target in ForeignTargets)
        {
            var page = await browser.OpenAsync(Confirm + "?return=" + Uri.EscapeDataString(target));

            page = await browser.SubmitAsync(page.At(Confirm), "Password", ("Password", People.Olga.Password), ("return", target));

            page.Callback.ShouldBeNull($"left for {page.Callback} by {target}");
            // No form has a NUL in it.
            browser.Trail[0].Status.ShouldBe(target.Contains('\0') ? 400 : 303, browser.Trail[0].ToString());
            browser.Trail.ShouldAllBe(answer => answer.Url.Authority == server.Address.Authority);
            browser.Trail.ShouldAllBe(answer => !answer.Url.AbsolutePath.StartsWith("/connect"));
        }
    }

    [Theory]
    [BothDatabases]
    public async Task Of_many_proofs_at_once_one_gives_the_next_cookie(Database database)
    {
        var server = await servers.OnAsync(database);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Olga);
        var token = await browser.FormTokenAsync();
        var cookies = browser.CookieHeader;


        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            server.Http.PostAsync(Confirm, [("Password", People.Olga.Password), ("return", Dangerous), ("__RequestVerificationToken", token)], cookies)));


        answers.ShouldAllBe(answer => answer.Status == 303);
        answers.SelectMany(answer => answer.Headers("Set-Cookie")).Count(cookie => cookie.StartsWith("cosmo-session=")).ShouldBe(1);
    }

    private static string Literal(Database database, string id) => database == Database.Sqlite ? $"'{id.ToUpperInvariant()}'" : $"'{id}'";
}
