using Cosmo.Identity.Tests.Harness;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Token;

/// <summary>A code works once, for one client, one address and one verifier (O-05, O-13, R-05, R-06, R-22; OAUTH-02, TOK-10, TOK-11, V051; ASVS 10.4.2).</summary>
public sealed class CodeRedemptionTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task Using_a_code_again_is_refused_and_revokes_what_it_gave(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Web);
        var (request, code) = await CodeAsync(server, client, "openid offline_access orders.read");
        var tokens = (await client.RedeemAsync(request, code)).ShouldSucceed();
        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeActive();


        var again = await client.RedeemAsync(request, code);


        again.ShouldFail(400, "invalid_grant");
        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        (await client.UserInfoAsync(tokens.AccessToken)).ShouldRefuseBearer();
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
    }

    [Theory]
    [InlineData("redirect_uri", "https://web.example.test/second?tenant=7", "invalid_grant")]
    [InlineData("redirect_uri", "https://web.example.test/callback/", "invalid_grant")]
    [InlineData("redirect_uri", null, "invalid_grant|invalid_request")]
    [InlineData("code_verifier", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "invalid_grant")]
    [InlineData("code_verifier", null, "invalid_grant|invalid_request")]
    [InlineData("code_verifier", "", "invalid_grant|invalid_request")]
    [InlineData("code_verifier", "too-short", "invalid_grant|invalid_request")]
    [InlineData("code_verifier", "=========================================================", "invalid_grant|invalid_request")]
    [InlineData("code", null, "invalid_request")]
    [InlineData("code", "3sLc4gPj9uZe3aVo6iXk0wBnEq7RfWm2YxN5vKd8hTb1", "invalid_grant")]
    public async Task A_code_with_anything_changed_gives_nothing(string name, string? value, string errors)
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        var (request, code) = await CodeAsync(server, client);
        var fields = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = request["redirect_uri"]!,
            ["code_verifier"] = request.Pkce.Verifier,
        };
        _ = value is null ? fields.Remove(name) : (fields[name] = value) == value;

        var answer = await client.TokenAsync([.. fields.Select(field => (field.Key, field.Value))]);

        answer.ShouldFail(400, errors.Split('|'));
    }

    [Fact]
    public async Task The_challenge_itself_is_no_verifier()
    {
        // A server that took `plain` would accept it.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        var (request, code) = await CodeAsync(server, client);

        var answer = await client.TokenAsync(
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", request["redirect_uri"]!), ("code_verifier", request.Pkce.Challenge));

        answer.ShouldFail(400, "invalid_grant");
    }

    [Fact]
    public async Task Another_client_cannot_use_a_stolen_code_and_does_not_get_its_tokens()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        var (request, code) = await CodeAsync(server, client);

        var thief = await server.As(Registrations.Other).RedeemAsync(request, code);
        var publicThief = await server.As(Registrations.Spa).RedeemAsync(request, code);

        thief.ShouldFail(400, "invalid_grant");
        publicThief.ShouldFail(400, "invalid_grant");
    }

    [Fact]
    public async Task A_verifier_for_a_code_that_had_no_challenge_is_a_downgrade()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Old);
        using var browser = server.NewBrowser();
        var request = client.Authorization().Without("code_challenge", "code_challenge_method");
        var callback = (await browser.AuthorizeAsync(request, People.Ada)).AtClient().ShouldCarryCode(request, server.Issuer);

        var answer = await client.TokenAsync(
            ("grant_type", "authorization_code"), ("code", callback.Code), ("redirect_uri", request["redirect_uri"]!), ("code_verifier", request.Pkce.Verifier));

        answer.ShouldFail(400, "invalid_grant", "invalid_request");
    }

    [Fact]
    public async Task A_confidential_client_may_be_let_off_pkce_and_is_held_to_it_when_it_starts_with_it()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Old);
        using var browser = server.NewBrowser();
        var without = client.Authorization().Without("code_challenge", "code_challenge_method");
        var with = client.Authorization();
        var first = (await browser.AuthorizeAsync(without, People.Ada)).AtClient().ShouldCarryCode(without, server.Issuer);
        var second = (await browser.AuthorizeAsync(with, People.Ada)).AtClient().ShouldCarryCode(with, server.Issuer);

        (await client.RedeemAsync(without, first.Code)).ShouldSucceed();
        (await client.TokenAsync(("grant_type", "authorization_code"), ("code", second.Code), ("redirect_uri", with["redirect_uri"]!)))
            .ShouldFail(400, "invalid_grant", "invalid_request");
    }

    [Fact]
    public async Task A_code_dies_at_the_end_of_its_life()
    {
        await using var server = await servers.StartAsync(Database.Sqlite, ("Tokens:AuthorizationCodeLifetime", "00:00:01"));
        var client = server.As(Registrations.Web);
        var (request, code) = await CodeAsync(server, client);
        await Eventually.ClockPassesAsync(DateTimeOffset.UtcNow.AddSeconds(1.5));

        (await client.RedeemAsync(request, code)).ShouldFail(400, "invalid_grant");
    }

    [Fact]
    public async Task A_token_of_another_kind_is_no_code()
    {
        // JWT-07, V033.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        var tokens = await client.SignInAsync(People.Ada, "openid offline_access");

        foreach (var token in new[] { tokens.AccessToken, tokens.RefreshToken, tokens.IdToken })
        {
            (await client.RedeemAsync(client.Authorization(), token)).ShouldFail(400, "invalid_grant");
        }
    }

    [Fact]
    public async Task A_code_is_no_token_of_another_kind()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        var (request, code) = await CodeAsync(server, client);

        (await client.RefreshAsync(code)).ShouldFail(400, "invalid_grant");
        (await client.UserInfoAsync(code)).ShouldRefuseBearer();
        (await server.As(Registrations.OrdersApi).IntrospectAsync(code)).ShouldBeInactive();
        (await client.RedeemAsync(request, code)).ShouldSucceed();
    }

    internal static async Task<(AuthorizationRequest Request, string Code)> CodeAsync(
        RunningServer server, OidcClient client, string scope = "openid offline_access", Browser? browser = null)
    {
        using var fresh = browser is null ? server.NewBrowser() : null;
        var request = client.Authorization(scope);
        var page = await (browser ?? fresh!).AuthorizeAsync(request, People.Ada);
        return (request, page.AtClient().ShouldCarryCode(request, server.Issuer).Code);
    }
}
