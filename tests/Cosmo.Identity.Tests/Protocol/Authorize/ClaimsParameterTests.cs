using System.Text.Json;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Authorize;

/// <summary>The <c>claims</c> request parameter (OpenID Connect Core §5.5) and what each scope stands for (§5.4).</summary>
public sealed class ClaimsParameterTests(Servers servers)
{
    [Fact]
    public async Task A_claim_asked_for_at_userinfo_is_there_and_nowhere_else()
    {
        var server = await servers.AnyAsync();
        var (client, tokens) = await SignInAsync(server, "openid", """{"userinfo":{"name":{"essential":true}}}""");

        var userInfo = await client.UserInfoAsync(tokens.AccessToken);

        userInfo.Text("name").ShouldBe("Ada Lovelace");
        userInfo.Has("email").ShouldBeFalse(userInfo.ToString());
        Jwt.Parse(tokens.IdToken).Claim("name").ShouldBeNull();
    }

    [Fact]
    public async Task A_claim_asked_for_in_the_id_token_is_there()
    {
        var server = await servers.AnyAsync();

        var (_, tokens) = await SignInAsync(server, "openid", """{"id_token":{"email":{"essential":true},"given_name":null}}""");

        Jwt.Parse(tokens.IdToken).Claim("email").ShouldBe("ada@example.test");
        Jwt.Parse(tokens.IdToken).Claim("given_name").ShouldBe("Ada");
        Jwt.Parse(tokens.IdToken).Claim("family_name").ShouldBeNull();
    }

    [Fact]
    public async Task Claims_that_nobody_knows_are_no_reason_to_refuse()
    {
        var server = await servers.AnyAsync();

        var (client, tokens) = await SignInAsync(server, "openid", """{"userinfo":{"shoe_size":{"essential":true}},"other":{}}""");

        (await client.UserInfoAsync(tokens.AccessToken)).ShouldSucceed().Has("shoe_size").ShouldBeFalse();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"name\"")]
    [InlineData("""{"userinfo":"name"}""")]
    [InlineData("""{"userinfo":{"name":5}}""")]
    public async Task Malformed_claims_are_an_invalid_request_in_the_clients_hands(string claims)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization().With("claims", claims);

        (await browser.OpenAsync(request.Url)).AtClient().ShouldFail(request, server.Issuer, "invalid_request");
    }

    [Fact]
    public async Task A_sub_asked_for_that_is_not_the_one_signed_in_is_refused()
    {
        // OpenID Connect Core §5.5.1: a sub claim with a value selects the End-User.
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = server.As(Registrations.Web).Authorization().With("prompt", "none")
            .With("claims", """{"id_token":{"sub":{"value":"somebody-else"}}}""");

        (await browser.OpenAsync(request.Url)).AtClient().ShouldFail(request, server.Issuer, "login_required");
    }

    [Theory]
    [InlineData("profile", "name,family_name,given_name,middle_name,nickname,preferred_username,profile,picture,website,gender,birthdate,zoneinfo,locale,updated_at")]
    [InlineData("email", "email,email_verified")]
    [InlineData("phone", "phone_number,phone_number_verified")]
    [InlineData("address", "address")]
    [InlineData("roles", "role")]
    public async Task Each_scope_opens_its_own_claims_at_userinfo(string scope, string claims)
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        var tokens = await client.SignInAsync(People.Ada, "openid " + scope);

        var userInfo = (await client.UserInfoAsync(tokens.AccessToken)).ShouldSucceed();

        var names = userInfo.Json.EnumerateObject().Select(claim => claim.Name).Except(["sub", "iss", "aud", "sid"]);
        names.ShouldBe(claims.Split(','), ignoreOrder: true);
    }

    [Fact]
    public async Task Claims_have_the_types_that_the_specification_gives_them()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        var tokens = await client.SignInAsync(People.Ada, "openid profile email phone address roles");

        var userInfo = (await client.UserInfoAsync(tokens.AccessToken)).ShouldSucceed().Json;

        userInfo.GetProperty("email_verified").ValueKind.ShouldBe(JsonValueKind.True);
        userInfo.GetProperty("phone_number_verified").ValueKind.ShouldBe(JsonValueKind.True);
        userInfo.GetProperty("updated_at").ValueKind.ShouldBe(JsonValueKind.Number);
        userInfo.GetProperty("address").GetProperty("postal_code").GetString().ShouldBe("SW1Y 4JH");
        userInfo.GetProperty("role").EnumerateArray().Select(role => role.GetString()).ShouldBe(["analyst", "customer"], ignoreOrder: true);
        userInfo.GetProperty("preferred_username").GetString().ShouldBe("ada");
    }

    private static async Task<(OidcClient Client, Answer Tokens)> SignInAsync(RunningServer server, string scope, string claims)
    {
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var request = client.Authorization(scope).With("claims", claims);
        var callback = (await browser.AuthorizeAsync(request, People.Ada)).AtClient().ShouldCarryCode(request, server.Issuer);
        return (client, (await client.RedeemAsync(request, callback.Code)).ShouldSucceed());
    }
}
