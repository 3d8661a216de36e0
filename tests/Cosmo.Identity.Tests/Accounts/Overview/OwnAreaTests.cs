using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Overview;

/// <summary>The pages of a person's own open to a live session only, and keep nothing in caches (ASVS 7.2.1, 14.3.2; SESS-04, V083).</summary>
public sealed class OwnAreaTests(Servers servers)
{
    [Theory]
    [InlineData("/account")]
    [InlineData("/account/sessions")]
    [InlineData("/account/applications")]
    [InlineData("/account/history?before=01a21818-c2b1-7a44-8f0e-3d0e5a4e1f6b")]
    [InlineData("/account/password")]
    [InlineData("/account/confirm?return=%2Faccount%2Fpassword")]
    public async Task Who_is_not_signed_in_signs_in_and_comes_back(string url)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();

        var login = (await browser.OpenAsync(url)).At("/login");
        var page = await browser.SignInAsync(login, People.Ada);

        browser.Trail[^1].Url.PathAndQuery.ShouldBe(url);
        page.Answer.Status.ShouldBe(200, page.Answer.ToString());
        (page.Answer.Header("Cache-Control") ?? "").ShouldContain("no-store");
        page.Document.QuerySelector("nav[aria-label='Your account']").ShouldNotBeNull();
    }

    [Fact]
    public async Task An_ended_session_ends_at_once_whatever_the_cookie_says()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var cookie = ("Cookie", "cosmo-session=" + browser.Cookie("cosmo-session"));

        await browser.PostFormAsync("/connect/logout", ("decision", "sign-out"));

        (await server.Http.GetAsync("/account/history", cookie)).Location!.AbsolutePath.ShouldBe("/login");
    }

    [Fact]
    public async Task The_second_person_in_a_browser_sees_nothing_of_the_first()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        await browser.SubmitAsync((await browser.OpenAsync("/login?returnUrl=/account")).At("/login"), "Password", ("UserName", "grace"), ("Password", People.Grace.Password));

        foreach (var path in new[] { "/account", "/account/sessions", "/account/applications", "/account/history", "/account/password" })
        {
            var page = (await browser.OpenAsync(path)).At(path);

            page.Answer.Body.ShouldNotContain("Lovelace");
            page.Answer.Body.ShouldNotContain("ada@example.test");
        }

        await browser.ShouldBeInAsync(People.Grace);
    }

    [Fact]
    public async Task The_front_page_leads_here()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);

        var home = (await browser.OpenAsync("/")).At("/");

        home.Document.QuerySelectorAll("a[href='/account']").ShouldHaveSingleItem();
        home.Document.QuerySelectorAll("a[href='/connect/logout']").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_form_without_its_token_does_nothing()
    {
        // ASVS 3.5.1, R-23.
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        string[] forms = ["/account/sessions?handler=End", "/account/sessions?handler=EndOthers", "/account/applications?handler=Withdraw", "/account/password", "/account/confirm"];
        foreach (var url in forms)
        {
            var page = await browser.PostAsync(url, ("id", Guid.CreateVersion7().ToString()), ("client", "web"), ("Password", People.Ada.Password));

            page.Answer.Status.ShouldBe(400, page.Answer.ToString());
        }

        await browser.ShouldBeInAsync(People.Ada);
    }
}
