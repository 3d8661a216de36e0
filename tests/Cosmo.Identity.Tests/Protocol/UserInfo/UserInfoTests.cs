using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.UserInfo;

/// <summary>UserInfo by header or body, never by query, for the right token only (OpenID Connect Core §5.3, RFC 6750; R-21, JWT-01, JWT-02, JWT-05, JWT-08).</summary>
public sealed class UserInfoTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task Get_post_with_header_and_post_with_body_say_the_same(Database database)
    {
        var server = await servers.OnAsync(database);
        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid profile email");
        var header = ("Authorization", "Bearer " + tokens.AccessToken);


        var get = (await server.Http.GetAsync("/connect/userinfo", header)).ShouldSucceed();
        var postWithHeader = (await server.Http.SendAsync(HttpMethod.Post, "/connect/userinfo", null, header)).ShouldSucceed();
        var postWithBody = (await server.Http.PostAsync("/connect/userinfo", [("access_token", tokens.AccessToken)])).ShouldSucceed();


        get.MediaType.ShouldBe("application/json");
        get.Text("sub").ShouldBe(Jwt.Parse(tokens.IdToken).Claim("sub"));
        get.Text("name").ShouldBe("Ada Lovelace");
        postWithHeader.Body.ShouldBe(get.Body);
        postWithBody.Body.ShouldBe(get.Body);
    }

    [Fact]
    public async Task A_token_in_the_query_is_not_read()
    {
        var server = await servers.AnyAsync();
        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid");

        var answer = await server.Http.GetAsync("/connect/userinfo?access_token=" + tokens.AccessToken);

        answer.Status.ShouldBeOneOf(400, 401);
    }

    [Fact]
    public async Task Two_ways_at_once_are_refused()
    {
        // RFC 6750 §2: a client must not use more than one method.
        var server = await servers.AnyAsync();
        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid");

        var answer = await server.Http.PostAsync("/connect/userinfo", [("access_token", tokens.AccessToken)], ("Authorization", "Bearer " + tokens.AccessToken));

        answer.Status.ShouldBe(400);
    }

    [Fact]
    public async Task Without_a_token_the_challenge_carries_no_error()
    {
        // RFC 6750 §3.1: no credentials, no error code.
        var server = await servers.AnyAsync();

        var answer = await server.Http.GetAsync("/connect/userinfo");

        answer.Status.ShouldBe(401, answer.ToString());
        answer.Header("WWW-Authenticate").ShouldNotBeNull().ShouldStartWith("Bearer");
    }

    [Theory]
    [InlineData("Bearer x")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer Zx81LrYpT5c0dQkq3mWbnE7uGhJ2sVfA9iKoB4tXe6M")]
    public async Task What_is_no_token_is_an_invalid_token(string header)
    {
        var server = await servers.AnyAsync();

        var answer = (await server.Http.GetAsync("/connect/userinfo", ("Authorization", header))).ShouldRefuseBearer();

        answer.Header("WWW-Authenticate")!.ShouldContain("error=\"invalid_token\"");
    }

    [Fact]
    public async Task A_token_without_openid_is_not_for_userinfo()
    {
        // JWT-08: its audience is another.
        var server = await servers.AnyAsync();
        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "orders.read");

        (await server.As(Registrations.Web).UserInfoAsync(tokens.AccessToken)).Status.ShouldBeOneOf(401, 403);
    }

    [Fact]
    public async Task Tokens_of_other_kinds_are_refused()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        var tokens = await client.SignInAsync(People.Ada, "openid offline_access");

        (await client.UserInfoAsync(tokens.IdToken)).ShouldRefuseBearer();
        (await client.UserInfoAsync(tokens.RefreshToken)).ShouldRefuseBearer();
    }

    [Fact]
    public async Task The_origin_of_a_public_client_may_read_it_and_another_may_not()
    {
        var server = await servers.AnyAsync();
        var tokens = await server.As(Registrations.Spa).SignInAsync(People.Ada, "openid");
        var header = ("Authorization", "Bearer " + tokens.AccessToken);

        var own = await server.Http.GetAsync("/connect/userinfo", header, ("Origin", "https://spa.example.test"));
        var evil = await server.Http.GetAsync("/connect/userinfo", header, ("Origin", "https://evil.example.test"));

        own.Header("Access-Control-Allow-Origin").ShouldBe("https://spa.example.test");
        evil.Header("Access-Control-Allow-Origin").ShouldBeNull();
    }
}
