using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Sessions;

/// <summary>Every sign-in is a session of its own, and what stands on it falls with it (D1, D4; issue 2 §6; SESS-04, ASVS 7.4.1).</summary>
public sealed class SessionTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task One_browser_session_carries_every_client_and_ends_them_all(Database database)
    {
        var server = await servers.OnAsync(database);
        var (web, other) = (server.As(Registrations.Web), server.As(Registrations.Other));
        using var browser = server.NewBrowser();
        var first = await web.SignInAsync(People.Ada, "openid offline_access orders.read", browser);
        var second = await other.SignInAsync(People.Ada, "openid offline_access orders.read", browser);
        Jwt.Parse(second.IdToken).Claim("sid").ShouldBe(Jwt.Parse(first.IdToken).Claim("sid"));


        await browser.OpenAsync("/connect/logout" + Wire.Query([("id_token_hint", first.IdToken)]));


        (await web.RefreshAsync(first.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await other.RefreshAsync(second.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await other.UserInfoAsync(second.AccessToken)).ShouldRefuseBearer();
        (await server.As(Registrations.OrdersApi).IntrospectAsync(second.AccessToken)).ShouldBeInactive();
    }

    [Theory]
    [BothDatabases]
    public async Task A_code_of_a_session_that_ended_gives_nothing(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await client.SignInAsync(People.Ada, "openid", browser);
        var request = client.Authorization();
        var code = (await browser.OpenAsync(request.Url)).AtClient().ShouldCarryCode(request, server.Issuer).Code;


        await browser.OpenAsync("/connect/logout" + Wire.Query([("id_token_hint", tokens.IdToken)]));


        (await client.RedeemAsync(request, code)).ShouldFail(400, "invalid_grant");
    }

    [Fact]
    public async Task Another_browser_of_the_same_person_goes_on()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var laptop = server.NewBrowser();
        using var phone = server.NewBrowser();
        var onLaptop = await client.SignInAsync(People.Ada, "openid offline_access", laptop);
        var onPhone = await client.SignInAsync(People.Ada, "openid offline_access", phone);

        await laptop.OpenAsync("/connect/logout" + Wire.Query([("id_token_hint", onLaptop.IdToken)]));

        Jwt.Parse(onPhone.IdToken).Claim("sid").ShouldNotBe(Jwt.Parse(onLaptop.IdToken).Claim("sid"));
        (await client.RefreshAsync(onPhone.RefreshToken)).ShouldSucceed();
    }

    [Fact]
    public async Task Signing_in_as_somebody_else_leaves_nothing_of_the_first()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var adas = await client.SignInAsync(People.Ada, "openid", browser);
        var request = client.Authorization("openid profile").With("prompt", "login");

        var login = (await browser.OpenAsync(request.Url)).At("/login");
        var callback = (await browser.SignInAsync(login, People.Grace)).AtClient().ShouldCarryCode(request, server.Issuer);
        var graces = (await client.RedeemAsync(request, callback.Code)).ShouldSucceed();

        Jwt.Parse(graces.IdToken).Claim("sub").ShouldNotBe(Jwt.Parse(adas.IdToken).Claim("sub"));
        Jwt.Parse(graces.IdToken).Claim("sid").ShouldNotBe(Jwt.Parse(adas.IdToken).Claim("sid"));
        (await client.UserInfoAsync(graces.AccessToken)).Text("name").ShouldBe("Grace Hopper");
    }

    [Theory]
    [BothDatabases]
    public async Task Sessions_tokens_and_consent_outlive_a_restart(Database database)
    {
        await using var server = await servers.StartAsync(database);
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await client.SignInAsync(People.Ada, "openid offline_access orders.read", browser);
        await server.StopAsync();
        var silent = client.Authorization().With("prompt", "none");


        await server.StartAgainAsync();


        (await browser.OpenAsync(silent.Url)).AtClient().ShouldCarryCode(silent, server.Issuer);
        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeActive();
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
        Jwt.Parse(tokens.IdToken).IsSignedBy(await server.KeysAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_session_tells_device_and_address()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await client.SignInAsync(People.Heidi, "openid", browser);

        var sessions = await server.Http.GetAsync("/api/v1/account/sessions", ("Authorization", "Bearer " + tokens.AccessToken));

        sessions.ShouldSucceed();
        sessions.Body.ShouldContain("Firefox");
        sessions.Body.ShouldContain("Linux");
        sessions.Body.ShouldContain("127.0.0.1");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("X-Real-IP", "203.0.113.9")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("True-Client-IP", "203.0.113.9")]
    [InlineData("X-Forwarded-For", "not an address, \u0001, ::ffff:203.0.113.9%eth0, 203.0.113.9:443")]
    public async Task A_stranger_cannot_choose_the_address_of_a_session(string header, string value)
    {
        // XFF-01, XFF-04, V097.
        var server = await servers.AnyAsync();

        var tokens = (await server.Http.PostAsync(
            "/connect/token",
            [("grant_type", "password"), ("client_id", "mobile"), ("username", "heidi"), ("password", People.Heidi.Password), ("scope", "openid")],
            (header, value))).ShouldSucceed();
        var sessions = await server.Http.GetAsync("/api/v1/account/sessions", ("Authorization", "Bearer " + tokens.AccessToken));

        sessions.ShouldSucceed().Body.ShouldNotContain("203.0.113.9");
    }
}
