using System.Net;
using AngleSharp.Html.Dom;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Requests;

/// <summary>Behind a proxy the issuer says every address, and only a trusted peer says whose request it is (R-25; XFF-02, SESS-05, V099, V101, V103).</summary>
public sealed class ProxyTests(Servers servers)
{
    private const string Issuer = "https://id.example.test";

    [Fact]
    public async Task An_https_issuer_stands_in_every_address_and_locks_the_cookie()
    {
        await using var server = await servers.StartAsync(Database.Sqlite, ("Issuer", Issuer));
        server.Issuer.ShouldBe(Issuer);
        var metadata = (await server.Http.GetAsync("/.well-known/openid-configuration")).Json;
        var login = await server.Http.GetAsync("/login", ("Accept", "text/html"));
        var form = (IHtmlFormElement)new Page(login).Form("Password")!;
        var fields = Page.Fields(form).Where(field => field.Name is not ("UserName" or "Password"));


        var answer = await server.Http.PostAsync(
            "/login",
            [.. fields, ("UserName", People.Ada.UserName), ("Password", People.Ada.Password)],
            ("Cookie", string.Join("; ", login.Headers("Set-Cookie").Select(cookie => cookie.Split(';')[0]))), ("Origin", Issuer));


        metadata.GetProperty("issuer").GetString().ShouldBe(Issuer);
        metadata.EnumerateObject().Where(member => member.Name.EndsWith("_endpoint", StringComparison.Ordinal) || member.Name == "jwks_uri")
            .ShouldAllBe(member => member.Value.GetString()!.StartsWith(Issuer + "/"));
        answer.Status.ShouldBe(303, answer.ToString());
        var session = answer.Headers("Set-Cookie").Single(cookie => cookie.Contains("cosmo-session="));
        session.ShouldStartWith("__Host-cosmo-session=");
        session.ShouldContain("secure", Case.Insensitive);
        session.ShouldContain("httponly", Case.Insensitive);
        answer.Header("Strict-Transport-Security").ShouldNotBeNull();
        login.Headers("Set-Cookie").ShouldAllBe(cookie => cookie.Contains("secure", StringComparison.OrdinalIgnoreCase));
        Jwt.Parse((await PasswordAsync(server)).AccessToken).Claim("iss").ShouldBe(Issuer);
        var shadow = session.Split(';')[0].Replace("__Host-", "%5F%5FHost-");
        (await server.Http.GetAsync("/login", ("Cookie", shadow))).Status.ShouldBe(200, "an encoded name is another name, so nobody is signed in");
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("198.51.100.66, 203.0.113.9", "203.0.113.9")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8::9", "2001:db8::9")]
    [InlineData("garbage", "127.0.0.1")]
    [InlineData("203.0.113.9, garbage", "127.0.0.1")]
    [InlineData("203.0.113.9%eth0", "127.0.0.1")]
    public async Task A_trusted_proxy_says_whose_request_it_is_and_only_its_own_word_counts(string header, string address)
    {
        await using var server = await servers.StartAsync(Database.Sqlite, ("ReverseProxy:TrustedNetworks:0", "127.0.0.0/8"));

        var tokens = await PasswordAsync(server, ("X-Forwarded-For", header), ("Connection", "keep-alive"));
        var sessions = await server.Http.GetAsync("/api/v1/account/sessions", ("Authorization", "Bearer " + tokens.AccessToken));

        sessions.ShouldSucceed().Body.ShouldContain($"\"{IPAddress.Parse(address)}\"");
        sessions.Body.ShouldNotContain("198.51.100.66");
    }

    private static async Task<Answer> PasswordAsync(RunningServer server, params (string, string)[] headers) =>
        (await server.Http.PostAsync(
            "/connect/token",
            [("grant_type", "password"), ("client_id", "mobile"), ("username", "ada"), ("password", People.Ada.Password), ("scope", "openid")],
            headers)).ShouldSucceed();
}
