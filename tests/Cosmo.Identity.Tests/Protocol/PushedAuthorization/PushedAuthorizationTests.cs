using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.PushedAuthorization;

/// <summary>Pushed authorization requests (RFC 9126): authenticated, bound to their client, used once.</summary>
public sealed class PushedAuthorizationTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task A_pushed_request_becomes_tokens(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Pushed);
        using var browser = server.NewBrowser();
        var request = client.Authorization("openid offline_access");


        var pushed = await client.PushAsync(request);
        var page = await browser.OpenAsync(Url("pushed", pushed.Text("request_uri")));
        var callback = (await browser.SignInAsync(page, People.Ada)).AtClient().ShouldCarryCode(request, server.Issuer);


        pushed.Status.ShouldBe(201, pushed.ToString());
        pushed.Header("Cache-Control").ShouldNotBeNull().ShouldContain("no-store");
        pushed.Json.GetProperty("expires_in").GetInt32().ShouldBeInRange(5, 600);
        pushed.Text("request_uri").ShouldStartWith("urn:ietf:params:oauth:request_uri:");
        (await client.RedeemAsync(request, callback.Code)).ShouldSucceed();
    }

    [Fact]
    public async Task Any_client_may_push()
    {
        var server = await servers.AnyAsync();

        foreach (var registration in new[] { Registrations.Web, Registrations.Spa, Registrations.Asserting })
        {
            var client = server.As(registration);
            (await client.PushAsync(client.Authorization())).Status.ShouldBe(201);
        }
    }

    [Fact]
    public async Task A_request_uri_works_once()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Pushed);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = client.Authorization();
        var uri = (await client.PushAsync(request)).Text("request_uri");
        (await browser.OpenAsync(Url("pushed", uri))).AtClient().ShouldCarryCode(request, server.Issuer);

        var again = await browser.OpenAsync(Url("pushed", uri));

        (again.Callback?["code"]).ShouldBeNull();
    }

    [Fact]
    public async Task Another_client_cannot_use_it()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Pushed);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var uri = (await client.PushAsync(client.Authorization())).Text("request_uri");

        var page = await browser.OpenAsync(Url("web", uri));

        (page.Callback?["code"]).ShouldBeNull();
    }

    [Fact]
    public async Task A_client_that_must_push_cannot_ask_directly()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Pushed).Authorization();

        (await browser.OpenAsync(request.Url)).AtClient().ShouldFail(request, server.Issuer, "invalid_request");
    }

    [Fact]
    public async Task A_wrong_request_is_refused_when_it_is_pushed()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Pushed);

        (await client.PushAsync(client.Authorization().With("redirect_uri", "https://evil.example.test/"))).ShouldFail(400, "invalid_request", "invalid_redirect_uri");
        (await client.PushAsync(client.Authorization().With("scope", "no.such.scope"))).ShouldFail(400, "invalid_scope");
        (await client.PushAsync(client.Authorization().Without("code_challenge"))).ShouldFail(400, "invalid_request");
        (await client.PushAsync(client.Authorization().With("request_uri", "urn:ietf:params:oauth:request_uri:x"))).ShouldFail(400, "invalid_request");
        (await server.As(Registrations.Pushed with { Secret = "wrong" }).PushAsync(client.Authorization())).ShouldFail(401, "invalid_client");
    }

    [Theory]
    [InlineData("urn:ietf:params:oauth:request_uri:nothing")]
    [InlineData("urn:ietf:params:oauth:request_uri:")]
    public async Task A_request_uri_that_was_never_given_is_refused(string uri)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();

        var page = await browser.OpenAsync(Url("pushed", uri));

        page.ShouldBeErrorPage();
    }

    [Fact]
    public async Task What_a_person_decides_counts_for_a_pushed_request_too()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Partner);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = client.Authorization("openid address").With("prompt", "consent");
        var uri = (await client.PushAsync(request)).Text("request_uri");

        var consent = (await browser.OpenAsync(Url("partner", uri))).At("/consent");
        var denied = await browser.DecideAsync(consent, "deny");

        denied.AtClient().ShouldFail(request, server.Issuer, "access_denied");
    }

    [Fact]
    public async Task A_pushed_request_for_a_new_sign_in_is_content_with_one()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Pushed);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = client.Authorization().With("prompt", "login");
        var uri = (await client.PushAsync(request)).Text("request_uri");

        var login = (await browser.OpenAsync(Url("pushed", uri))).At("/login");
        var callback = await browser.SignInAsync(login, People.Ada);

        callback.AtClient().ShouldCarryCode(request, server.Issuer);
    }

    private static string Url(string clientId, string requestUri) =>
        "/connect/authorize" + Wire.Query([("client_id", clientId), ("request_uri", requestUri)]);
}
