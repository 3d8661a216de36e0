using System.Net.Http.Json;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.AccountApi;

/// <summary>People end their own sessions and tokens over HTTP, and nobody else's (REVOKE-02, V115, ENUM-07; ASVS 7.5.2, 10.4.9).</summary>
public sealed class AccountApiTests(Servers servers)
{
    private const string Api = "/api/v1/account/";

    [Theory]
    [BothDatabases]
    public async Task A_person_revokes_a_token_of_their_own(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Mobile);
        var here = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var there = (await client.PasswordAsync(People.Ada)).ShouldSucceed();


        var answer = await RevokeAsync(server, here.AccessToken, there.RefreshToken);


        answer.Status.ShouldBeOneOf(200, 204);
        (await client.RefreshAsync(there.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await client.UserInfoAsync(there.AccessToken)).ShouldRefuseBearer();
        (await client.UserInfoAsync(here.AccessToken)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task Another_persons_token_is_forbidden_and_lives_on(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Mobile);
        var adas = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var graces = (await client.PasswordAsync(People.Grace)).ShouldSucceed();


        foreach (var token in new[] { adas.RefreshToken, adas.AccessToken })
        {
            var answer = await RevokeAsync(server, graces.AccessToken, token);

            answer.Status.ShouldBe(403, answer.ToString());
            answer.MediaType.ShouldBe("application/problem+json");
        }


        (await client.UserInfoAsync(adas.AccessToken)).ShouldSucceed();
        (await client.RefreshAsync(adas.RefreshToken)).ShouldSucceed();
    }

    [Theory]
    [InlineData("{\"token\":\"Zx81LrYpT5c0dQkq3mWbnE7uGhJ2sVfA9iKoB4tXe6M\"}", 404)]
    [InlineData("{\"token\":\"\"}", 400)]
    [InlineData("{}", 400)]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    public async Task What_is_no_token_is_a_clear_problem(string body, int status)
    {
        var server = await servers.AnyAsync();
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();

        var answer = await server.Http.SendAsync(
            HttpMethod.Post, Api + "tokens/revoke", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Bearer(tokens.AccessToken));

        answer.Status.ShouldBe(status, answer.ToString());
        answer.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [BothDatabases]
    public async Task A_person_sees_their_sessions_and_ends_one(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Mobile);
        var here = (await client.PasswordAsync(People.Olga)).ShouldSucceed();
        var there = (await client.PasswordAsync(People.Olga)).ShouldSucceed();
        var sid = Jwt.Parse(there.AccessToken).Claim("sid")!;


        var list = await server.Http.GetAsync(Api + "sessions", Bearer(here.AccessToken));
        var ended = await server.Http.SendAsync(HttpMethod.Delete, Api + "sessions/" + sid, null, Bearer(here.AccessToken));


        list.ShouldSucceed().Body.ShouldContain(sid);
        list.Body.ShouldContain(Jwt.Parse(here.AccessToken).Claim("sid")!);
        ended.Status.ShouldBeOneOf(200, 204);
        (await client.UserInfoAsync(there.AccessToken)).ShouldRefuseBearer();
        (await server.As(Registrations.OrdersApi).IntrospectAsync(there.AccessToken)).ShouldBeInactive();
        (await client.RefreshAsync(there.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await client.UserInfoAsync(here.AccessToken)).ShouldSucceed();
    }

    [Fact]
    public async Task Another_persons_session_is_as_unknown_as_one_that_never_was()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Mobile);
        var adas = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var graces = (await client.PasswordAsync(People.Grace)).ShouldSucceed();
        var sid = Jwt.Parse(adas.AccessToken).Claim("sid")!;

        var foreign = await server.Http.SendAsync(HttpMethod.Delete, Api + "sessions/" + sid, null, Bearer(graces.AccessToken));
        var missing = await server.Http.SendAsync(HttpMethod.Delete, Api + "sessions/" + Guid.CreateVersion7(), null, Bearer(graces.AccessToken));

        foreign.Status.ShouldBe(404);
        missing.Status.ShouldBe(404);
        WithoutTrace(foreign.Body).ShouldBe(WithoutTrace(missing.Body));
        (await client.UserInfoAsync(adas.AccessToken)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task Revoking_everything_ends_every_session_cookies_too(Database database)
    {
        // SESS-10: out everywhere.
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Web);
        var mobile = server.As(Registrations.Mobile);
        using var browser = server.NewBrowser();
        var onTheWeb = await SignInOlgaAsync(client, browser);
        var onThePhone = (await mobile.PasswordAsync(People.Olga)).ShouldSucceed();


        var answer = await server.Http.SendAsync(HttpMethod.Post, Api + "tokens/revoke-all", null, Bearer(onThePhone.AccessToken));


        answer.Status.ShouldBeOneOf(200, 204);
        (await mobile.RefreshAsync(onThePhone.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await client.RefreshAsync(onTheWeb.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await client.UserInfoAsync(onTheWeb.AccessToken)).ShouldRefuseBearer();
        (await server.Http.GetAsync(Api + "sessions", Bearer(onThePhone.AccessToken))).ShouldRefuseBearer();
        var silent = client.Authorization().With("prompt", "none");
        (await browser.OpenAsync(silent.Url)).AtClient().ShouldFail(silent, server.Issuer, "login_required");
    }

    [Theory]
    [BothDatabases]
    public async Task Revoking_the_others_leaves_this_one(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Desk);
        var here = (await client.PasswordAsync(People.Olga)).ShouldSucceed();
        var there = (await client.PasswordAsync(People.Olga)).ShouldSucceed();


        var answer = await server.Http.SendAsync(HttpMethod.Post, Api + "sessions/revoke-others", null, Bearer(here.AccessToken));


        answer.Status.ShouldBeOneOf(200, 204);
        (await client.UserInfoAsync(there.AccessToken)).ShouldRefuseBearer();
        (await client.RefreshAsync(here.RefreshToken)).ShouldSucceed();
    }

    [Theory]
    [InlineData("GET", "sessions")]
    [InlineData("POST", "sessions/revoke-others")]
    [InlineData("POST", "tokens/revoke")]
    [InlineData("POST", "tokens/revoke-all")]
    [InlineData("GET", "events")]
    [InlineData("GET", "applications")]
    [InlineData("DELETE", "applications/web")]
    [InlineData("GET", "api-keys")]
    [InlineData("POST", "api-keys")]
    [InlineData("DELETE", "api-keys/01a21818-c2b1-7a44-8f0e-3d0e5a4e1f6b")]
    [InlineData("DELETE", "sessions/01a21818-c2b1-7a44-8f0e-3d0e5a4e1f6b")]
    public async Task Without_a_token_or_with_a_bad_one_nothing_is_answered(string method, string path)
    {
        var server = await servers.AnyAsync();
        var worker = (await server.As(Registrations.Worker).ClientCredentialsAsync("orders.read")).ShouldSucceed();
        var elsewhere = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada, "orders.read")).ShouldSucceed();

        var anonymous = await server.Http.SendAsync(new HttpMethod(method), Api + path, null);
        var garbage = await server.Http.SendAsync(new HttpMethod(method), Api + path, null, Bearer("x"));
        var program = await server.Http.SendAsync(new HttpMethod(method), Api + path, null, Bearer(worker.AccessToken));
        var foreign = await server.Http.SendAsync(new HttpMethod(method), Api + path, null, Bearer(elsewhere.AccessToken));

        anonymous.Status.ShouldBe(401, anonymous.ToString());
        garbage.Status.ShouldBe(401, garbage.ToString());
        program.Status.ShouldBeOneOf(401, 403);
        foreign.Status.ShouldBeOneOf(401, 403);
    }

    [Fact]
    public async Task A_cookie_alone_does_not_let_another_site_act()
    {
        //
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await SignInOlgaAsync(client, browser);

        var answer = await browser.SendAsync(
            HttpMethod.Post, new Uri(Api + "tokens/revoke-all", UriKind.Relative), JsonContent.Create(new { }), ("Origin", "https://evil.example.test"));

        answer.Status.ShouldBeOneOf(400, 401, 403);
        (await client.UserInfoAsync(tokens.AccessToken)).ShouldSucceed();
    }

    private static async Task<Answer> SignInOlgaAsync(OidcClient client, Browser browser) => await client.SignInAsync(People.Olga, browser: browser);

    private static Task<Answer> RevokeAsync(RunningServer server, string caller, string token) =>
        server.Http.SendAsync(HttpMethod.Post, Api + "tokens/revoke", JsonContent.Create(new { token }), Bearer(caller));

    private static (string, string) Bearer(string token) => ("Authorization", "Bearer " + token);

    private static string WithoutTrace(string problem) => System.Text.RegularExpressions.Regex.Replace(problem, "\"traceId\":\"[^\"]*\"", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
}
