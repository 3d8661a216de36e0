using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Login;

/// <summary>The login page against those who guess, forge, fix and redirect (ENUM-01, R-20, R-23, R-24, R-26, SESS-01, SESS-05, V011, V097, V107).</summary>
public sealed class LoginTests(Servers servers)
{
    /// <summary>Addresses that look local to somebody.</summary>
    public static TheoryData<string> ForeignTargets { get; } =
    [
        "//evil.example.test", "/\\evil.example.test", "/%09/evil.example.test", "/\t/evil.example.test", "\\\\evil.example.test",
        "https:evil.example.test", "https://evil.example.test", "/%5cevil.example.test", "~//evil.example.test", "/\0/evil.example.test",
        "/\r\n/evil.example.test", "http:///evil.example.test", "javascript:alert(1)", "data:text/html,x", "evil.example.test", "///evil.example.test",
    ];

    [Fact]
    public async Task A_wrong_password_and_an_unknown_user_read_the_same()
    {
        var server = await servers.AnyAsync();
        using var one = server.NewBrowser();
        using var two = server.NewBrowser();
        using var three = server.NewBrowser();

        var wrong = await one.SignInAsync(await one.OpenAsync("/login"), People.Heidi, "wrong-password-of-heidi");
        var unknown = await two.SignInAsync(await two.OpenAsync("/login"), new Person("nobody", "wrong-password-of-nobody"));
        var disabled = await three.SignInAsync(await three.OpenAsync("/login"), People.Linus);

        Text(unknown).ShouldBe(Text(wrong));
        Text(disabled).ShouldBe(Text(wrong));
        unknown.Answer.Status.ShouldBe(wrong.Answer.Status);
        disabled.Answer.Status.ShouldBe(wrong.Answer.Status);
        one.HasSession.ShouldBeFalse();
        two.HasSession.ShouldBeFalse();
        three.HasSession.ShouldBeFalse();
        wrong.Document.QuerySelector("[role=alert]").ShouldNotBeNull("a failure is announced to screen readers");
    }

    [Fact]
    public async Task The_password_is_never_sent_back()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();

        var page = await browser.SignInAsync(await browser.OpenAsync("/login"), new Person("nobody", "please-do-not-echo-me"));

        page.Answer.Body.ShouldNotContain("please-do-not-echo-me");
    }

    [Fact]
    public async Task A_hostile_user_name_is_shown_as_text()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();

        var page = await browser.SignInAsync(await browser.OpenAsync("/login"), new Person("\"><script>alert(1)</script>", "x"));

        page.Document.QuerySelectorAll("script:not([src])").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();

        var page = await browser.SubmitAsync(
            await browser.OpenAsync("/login"), "Password",
            ("UserName", People.Ada.UserName), ("Password", People.Ada.Password), ("__RequestVerificationToken", ""));

        page.Answer.Status.ShouldBe(400);
        browser.HasSession.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(ForeignTargets))]
    public async Task A_return_address_never_leaves_the_server(string target)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();

        var page = await browser.OpenAsync("/login?ReturnUrl=" + Uri.EscapeDataString(target));
        if (page.IsAt("/login") && page.Form("Password") is not null)
        {
            page = await browser.SubmitAsync(
                page, "Password", ("UserName", People.Ada.UserName), ("Password", People.Ada.Password), ("ReturnUrl", target));
        }

        page.Callback.ShouldBeNull($"left for {page.Callback}");
        browser.Trail.ShouldAllBe(answer => answer.Url.Authority == server.Address.Authority);
        page.Document.QuerySelectorAll("a[href*='evil'], meta[content*='evil']").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_return_address_inside_the_server_is_followed()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();

        await browser.SignInAsync(await browser.OpenAsync("/login?ReturnUrl=%2Faccount%3Fx%3D1"), People.Ada);

        browser.Trail[0].Location!.PathAndQuery.ShouldBe("/account?x=1");
        browser.Trail[0].Status.ShouldBe(303, "R-24: a POST with a password is never repeated at another address");
    }

    [Fact]
    public async Task Sign_in_towards_a_client_goes_on_by_a_page_and_not_by_a_redirect()
    {
        // D14: Chromium applies form-action to the whole redirect chain after a POST.
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var login = await browser.OpenAsync(server.As(Registrations.Web).Authorization().Url);

        await browser.SignInAsync(login, People.Ada);

        browser.Trail[0].Status.ShouldBe(200);
        var interstitial = new Page(browser.Trail[0]);
        interstitial.RefreshTarget!.AbsolutePath.ShouldBe("/connect/authorize");
        interstitial.Document.QuerySelectorAll("a[href]").ShouldContain(link => link.GetAttribute("href")!.Contains("/connect/authorize"));
    }

    [Fact]
    public async Task Signing_in_makes_a_new_session_whatever_cookie_was_there_before()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var first = browser.Cookie("cosmo-session");
        var request = server.As(Registrations.Web).Authorization().With("prompt", "login");

        await browser.SignInAsync(await browser.OpenAsync(request.Url), People.Ada);

        browser.Cookie("cosmo-session").ShouldNotBe(first);
    }

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_for_scripts_and_other_sites()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();

        await browser.SignInAsync(await browser.OpenAsync("/login"), People.Ada);

        var cookie = browser.Trail[0].Headers("Set-Cookie").Single(header => header.StartsWith("cosmo-session="));
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        cookie.ShouldContain("path=/", Case.Insensitive);
        cookie.ShouldNotContain("domain=", Case.Insensitive);
    }

    [Theory]
    [InlineData("cosmo-session=garbage")]
    [InlineData("cosmo-session=CfDJ8Lj3c2U3; cosmo-session=second")]
    [InlineData("cosmo%2Dsession=CfDJ8Lj3c2U3")]
    [InlineData("=;;;=")]
    public async Task A_malformed_cookie_is_nobody(string cookie)
    {
        // SESS-08, V117.
        var server = await servers.AnyAsync();
        var request = server.As(Registrations.Web).Authorization().With("prompt", "none");

        var answer = await server.Http.GetAsync(request.Url, ("Cookie", cookie));

        Callback.FromRedirect(answer.Location!).ShouldFail(request, server.Issuer, "login_required");
    }

    [Fact]
    public async Task A_cookie_with_one_character_changed_is_nobody()
    {
        // V047.
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var cookie = browser.Cookie("cosmo-session")!;
        var request = server.As(Registrations.Web).Authorization().With("prompt", "none");
        (await server.Http.GetAsync(request.Url, ("Cookie", "cosmo-session=" + cookie))).Location!.Query.ShouldContain("code=");

        for (var position = 0; position < cookie.Length - 1; position += 3)
        {
            var forged = cookie[..position] + (cookie[position] == 'A' ? 'B' : 'A') + cookie[(position + 1)..];

            var answer = await server.Http.GetAsync(request.Url, ("Cookie", "cosmo-session=" + forged));

            Callback.FromRedirect(answer.Location!).ShouldFail(request, server.Issuer, "login_required");
        }
    }

    [Fact]
    public async Task Two_tabs_of_one_browser_both_reach_their_client()
    {
        var server = await servers.AnyAsync();
        var (web, other) = (server.As(Registrations.Web).Authorization(), server.As(Registrations.Other).Authorization());
        using var browser = server.NewBrowser();
        var first = (await browser.OpenAsync(web.Url)).At("/login");
        var second = (await browser.OpenAsync(other.Url)).At("/login");

        (await browser.SignInAsync(first, People.Ada)).AtClient().ShouldCarryCode(web, server.Issuer);
        (await browser.SignInAsync(second, People.Ada)).AtClient().ShouldCarryCode(other, server.Issuer);
    }

    [Fact]
    public async Task A_long_request_survives_the_login_page()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization().With("state", new string('s', 4096)).With("nonce", new string('n', 1024));

        (await browser.AuthorizeAsync(request, People.Ada)).AtClient().ShouldCarryCode(request, server.Issuer);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    [InlineData("/signed-out")]
    [InlineData("/connect/authorize")]
    [InlineData("/connect/logout")]
    public async Task Every_page_refuses_frames_scripts_and_sniffing(string path)
    {
        var server = await servers.AnyAsync();

        var answer = await server.Http.GetAsync(path, ("Accept", "text/html"));

        var policy = answer.Header("Content-Security-Policy").ShouldNotBeNull(answer.ToString());
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldContain("base-uri 'none'");
        policy.ShouldContain("form-action 'self'");
        policy.ShouldNotContain("unsafe");
        answer.Header("X-Content-Type-Options").ShouldBe("nosniff");
        answer.Header("Referrer-Policy").ShouldBeOneOf("no-referrer", "same-origin", "strict-origin");
        answer.Header("Server").ShouldBeNull();
    }

    [Fact]
    public async Task A_password_manager_finds_the_fields()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();

        var login = (await browser.OpenAsync("/login")).At("/login");

        login.Document.QuerySelector("input[name=UserName]")!.GetAttribute("autocomplete")!.Split(' ').ShouldContain("username");
        login.Document.QuerySelector("input[name=Password]")!.GetAttribute("autocomplete").ShouldBe("current-password");
    }

    private static string Text(Page page) => string.Join(' ', page.Document.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
