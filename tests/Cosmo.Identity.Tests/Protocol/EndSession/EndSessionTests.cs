using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.EndSession;

/// <summary>RP-initiated logout as the OIDF plan walks it (OpenID Connect RP-Initiated Logout 1.0; OAUTH-08, V015; ASVS 10.6.2).</summary>
public sealed class EndSessionTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task A_good_hint_ends_the_session_and_returns_to_the_client_with_its_state(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await client.SignInAsync(People.Ada, "openid offline_access orders.read", browser);


        var page = await browser.OpenAsync("/connect/logout" + Wire.Query(
            [("id_token_hint", tokens.IdToken), ("post_logout_redirect_uri", Registrations.Web.PostLogoutRedirectUri), ("state", "st&te=1 é")]));


        page.AtClient().Target.GetLeftPart(UriPartial.Path).ShouldBe(Registrations.Web.PostLogoutRedirectUri);
        page.Callback!["state"].ShouldBe("st&te=1 é");
        browser.HasSession.ShouldBeFalse();
        (await client.UserInfoAsync(tokens.AccessToken)).ShouldRefuseBearer();
        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        var silent = client.Authorization().With("prompt", "none");
        (await browser.OpenAsync(silent.Url)).AtClient().ShouldFail(silent, server.Issuer, "login_required");
    }

    [Fact]
    public async Task The_old_cookie_is_worth_nothing_after_logout()
    {
        // ASVS 7.4.1: the end is at the server, not in the browser.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await client.SignInAsync(People.Ada, "openid", browser);
        var cookie = browser.Cookie("cosmo-session");
        await browser.OpenAsync("/connect/logout" + Wire.Query([("id_token_hint", tokens.IdToken)]));
        var silent = client.Authorization().With("prompt", "none");

        var answer = await server.Http.GetAsync(silent.Url, ("Cookie", "cosmo-session=" + cookie));

        Callback.FromRedirect(answer.Location!).ShouldFail(silent, server.Issuer, "login_required");
    }

    [Fact]
    public async Task A_logout_may_be_posted()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await client.SignInAsync(People.Ada, "openid", browser);

        var page = await browser.PostAsync(
            "/connect/logout", ("id_token_hint", tokens.IdToken), ("post_logout_redirect_uri", Registrations.Web.PostLogoutRedirectUri));

        page.AtClient();
        browser.HasSession.ShouldBeFalse();
    }

    [Fact]
    public async Task A_good_hint_without_an_address_ends_at_the_signed_out_page()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid", browser);

        (await browser.OpenAsync("/connect/logout" + Wire.Query([("id_token_hint", tokens.IdToken)]))).At("/signed-out");

        browser.HasSession.ShouldBeFalse();
    }

    [Fact]
    public async Task Without_parameters_the_person_is_asked_and_decides()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);

        var question = (await browser.OpenAsync("/connect/logout")).At("/connect/logout");
        await browser.SubmitAsync(question, "decision", ("decision", "stay"));
        browser.HasSession.ShouldBeTrue("the person decided to stay");
        question = (await browser.OpenAsync("/connect/logout")).At("/connect/logout");
        (await browser.SubmitAsync(question, "decision", ("decision", "sign-out"))).At("/signed-out");

        browser.HasSession.ShouldBeFalse();
    }

    /// <summary>Logouts that nobody may be redirected or signed out by.</summary>
    public static TheoryData<string, string?, string?> Suspicious { get; } = new()
    {
        { "no hint", null, "https://web.example.test/signed-out" },
        { "garbage hint", "not.a.token", "https://web.example.test/signed-out" },
        { "no hint, other client's address", null, "https://other.example.test/signed-out" },
        { "no hint, unknown address", null, "https://evil.example.test/" },
    };

    [Theory]
    [MemberData(nameof(Suspicious))]
    public async Task Without_a_good_hint_nobody_is_redirected_or_signed_out_unasked(string name, string? hint, string? address)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var parameters = new[] { ("id_token_hint", hint), ("post_logout_redirect_uri", address), ("state", "s") };

        var page = await browser.OpenAsync("/connect/logout" + Wire.Query(parameters.Where(parameter => parameter.Item2 is not null)!));

        page.Callback.ShouldBeNull(name);
        page.Answer.Status.ShouldBeOneOf(200, 400);
        browser.HasSession.ShouldBeTrue(name);
    }

    [Theory]
    [MemberData(nameof(Suspicious))]
    public async Task Without_a_good_hint_nobody_is_redirected_even_when_nobody_is_signed_in(string name, string? hint, string? address)
    {
        // OAUTH-08: an address of the server that forwards to any registered one is a tool for phishing.
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var parameters = new[] { ("id_token_hint", hint), ("post_logout_redirect_uri", address), ("state", "s"), ("client_id", "web") };

        var page = await browser.OpenAsync("/connect/logout" + Wire.Query(parameters.Where(parameter => parameter.Item2 is not null)!));

        page.Callback.ShouldBeNull(name);
        page.Answer.Status.ShouldBeOneOf(200, 400);
    }

    [Theory]
    [InlineData("https://web.example.test/signed-out/")]
    [InlineData("https://web.example.test/signed-out?x=1")]
    [InlineData("https://web.example.test/")]
    [InlineData("https://web.example.test/callback")]
    [InlineData("https://other.example.test/signed-out")]
    [InlineData("https://web.example.test.evil.example.test/signed-out")]
    [InlineData("//web.example.test/signed-out")]
    [InlineData("javascript:alert(1)")]
    public async Task An_address_that_is_not_exactly_registered_for_this_client_is_never_gone_to(string address)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid", browser);

        var page = await browser.OpenAsync("/connect/logout" + Wire.Query([("id_token_hint", tokens.IdToken), ("post_logout_redirect_uri", address)]));

        page.Callback.ShouldBeNull();
    }

    [Fact]
    public async Task A_hint_of_another_session_does_not_end_this_one_unasked()
    {
        // Otherwise any of a person's relying parties, or a thief of one ID token, signs everybody out.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        var graces = await client.SignInAsync(People.Grace, "openid");
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);

        await browser.OpenAsync("/connect/logout" + Wire.Query(
            [("id_token_hint", graces.IdToken), ("post_logout_redirect_uri", Registrations.Web.PostLogoutRedirectUri)]));

        browser.HasSession.ShouldBeTrue();
    }

    [Fact]
    public async Task An_expired_id_token_is_still_a_good_hint()
    {
        // RP-Initiated Logout §2: the OP should accept ID tokens whose exp has passed.
        await using var server = await servers.StartAsync(Database.Sqlite, ("Tokens:AccessTokenLifetime", "00:00:01"), ("Tokens:IdentityTokenLifetime", "00:00:01"));
        using var browser = server.NewBrowser();
        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid", browser);
        await Eventually.ClockPassesAsync(Jwt.Parse(tokens.IdToken).Instant("exp"));

        var page = await browser.OpenAsync("/connect/logout" + Wire.Query(
            [("id_token_hint", tokens.IdToken), ("post_logout_redirect_uri", Registrations.Web.PostLogoutRedirectUri)]));

        page.AtClient();
        browser.HasSession.ShouldBeFalse();
    }

    [Fact]
    public async Task A_client_id_that_does_not_match_the_hint_is_no_good_hint()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid", browser);

        var page = await browser.OpenAsync("/connect/logout" + Wire.Query(
            [("id_token_hint", tokens.IdToken), ("client_id", "other"), ("post_logout_redirect_uri", Registrations.Other.PostLogoutRedirectUri)]));

        page.Callback.ShouldBeNull();
    }

    [Fact]
    public async Task The_question_cannot_be_answered_by_another_site()
    {
        // R-23, ASVS 10.6.2: no forced logout.
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);

        await browser.SendAsync(HttpMethod.Post, new Uri("/connect/logout", UriKind.Relative), Wire.Form([("decision", "sign-out")]));

        browser.HasSession.ShouldBeTrue();
    }

    [Fact]
    public async Task Somebody_who_is_not_signed_in_is_simply_signed_out()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();

        var page = await browser.OpenAsync("/connect/logout");

        page.Callback.ShouldBeNull();
        page.Answer.Status.ShouldBe(200, page.Answer.ToString());
    }
}
