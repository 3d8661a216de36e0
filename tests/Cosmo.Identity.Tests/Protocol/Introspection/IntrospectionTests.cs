using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Introspection;

/// <summary>A resource server learns about the tokens meant for it and about no others (RFC 7662; REVOKE-04, REVOKE-07, REVOKE-08, V021, V023, JWT-05, JWT-08).</summary>
public sealed class IntrospectionTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task The_resource_server_of_a_token_learns_whose_it_is(Database database)
    {
        var server = await servers.OnAsync(database);
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada, "openid orders.read roles")).ShouldSucceed();

        var answer = (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeActive();

        var accessToken = Jwt.Parse(tokens.AccessToken);
        answer.MediaType.ShouldBe("application/json");
        answer.Text("sub").ShouldBe(accessToken.Claim("sub"));
        answer.Text("client_id").ShouldBe("mobile");
        answer.Text("iss").ShouldBe(server.Issuer);
        answer.Text("scope").Split(' ').ShouldContain("orders.read");
        answer.Json.GetProperty("exp").GetInt64().ShouldBe(accessToken.Payload.GetProperty("exp").GetInt64());
        answer.Json.GetProperty("iat").GetInt64().ShouldBe(accessToken.Payload.GetProperty("iat").GetInt64());
        answer.Text("token_type").ShouldBe("Bearer");
        answer.Json.EnumerateObject().ShouldAllBe(member => !member.Name.StartsWith("oi_"));
    }

    [Theory]
    [BothDatabases]
    public async Task Another_resource_server_learns_nothing(Database database)
    {
        var server = await servers.OnAsync(database);
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada, "openid orders.read")).ShouldSucceed();

        (await server.As(Registrations.StockApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
    }

    [Fact]
    public async Task A_resource_server_answers_to_each_of_its_audiences()
    {
        var server = await servers.AnyAsync();
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada, "openid stock.read")).ShouldSucceed();

        (await server.As(Registrations.StockApi).IntrospectAsync(tokens.AccessToken)).ShouldBeActive();
    }

    [Theory]
    [BothDatabases]
    public async Task An_opaque_access_token_tells_only_those_who_may_ask(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Opaque);
        var tokens = (await client.PasswordAsync(People.Ada, "openid offline_access orders.read profile")).ShouldSucceed();

        var next = (await client.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();

        foreach (var token in new[] { tokens.AccessToken, next.AccessToken })
        {
            token.ShouldNotContain(".");
            (await server.As(Registrations.OrdersApi).IntrospectAsync(token)).ShouldBeActive().Text("client_id").ShouldBe("opaque");
            (await server.As(Registrations.StockApi).IntrospectAsync(token)).ShouldBeInactive();
            (await client.UserInfoAsync(token)).ShouldSucceed().Text("name").ShouldBe("Ada Lovelace");
        }

        // V025: cut or changed by one character it is nothing.
        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken[..^1])).ShouldBeInactive();
        (await client.RevokeAsync(next.AccessToken)).Status.ShouldBe(200);
        (await server.As(Registrations.OrdersApi).IntrospectAsync(next.AccessToken)).ShouldBeInactive();
    }

    [Fact]
    public async Task Another_client_learns_nothing()
    {
        var server = await servers.AnyAsync();
        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid offline_access");

        foreach (var token in new[] { tokens.AccessToken, tokens.RefreshToken })
        {
            var answer = await server.As(Registrations.Other).IntrospectAsync(token);

            if (answer.Status == 200)
            {
                answer.ShouldBeInactive();
            }
            else
            {
                answer.ShouldFail(answer.Status == 403 ? 403 : 400, "unauthorized_client", "insufficient_access", "access_denied");
            }
        }
    }

    [Fact]
    public async Task A_refresh_token_is_not_a_resource_servers_business()
    {
        var server = await servers.AnyAsync();
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();

        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.RefreshToken)).ShouldBeInactive();
    }

    [Fact]
    public async Task Nobody_introspects_without_proving_who_they_are()
    {
        var server = await servers.AnyAsync();
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();

        var anonymous = await server.Http.PostAsync("/connect/introspect", [("token", tokens.AccessToken)]);
        var publicClient = await server.As(Registrations.Mobile).IntrospectAsync(tokens.AccessToken);
        var wrongSecret = await server.As(Registrations.OrdersApi with { Secret = "wrong" }).IntrospectAsync(tokens.AccessToken);

        anonymous.ShouldFail(anonymous.Status == 400 ? 400 : 401, "invalid_client", "invalid_request");
        publicClient.ShouldFail(401, "invalid_client");
        wrongSecret.ShouldFail(401, "invalid_client");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJhZGEiLCJhdWQiOiJvcmRlcnMtYXBpIn0.")]
    [InlineData("....................")]
    [InlineData("Zx81LrYpT5c0dQkq3mWbnE7uGhJ2sVfA9iKoB4tXe6M")]
    public async Task What_is_no_token_is_inactive(string token)
    {
        var server = await servers.AnyAsync();

        (await server.As(Registrations.OrdersApi).IntrospectAsync(token)).ShouldBeInactive();
    }

    [Fact]
    public async Task An_id_token_is_no_access_token()
    {
        var server = await servers.AnyAsync();
        var tokens = await server.As(Registrations.Web).SignInAsync(People.Ada, "openid orders.read");

        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.IdToken)).ShouldBeInactive();
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    [InlineData("id_token")]
    [InlineData("nonsense")]
    public async Task A_hint_is_only_a_hint(string hint)
    {
        // RFC 7662 §2.1: a hint that does not help is searched beyond.
        var server = await servers.AnyAsync();
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();

        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken, ("token_type_hint", hint))).ShouldBeActive();
    }

    [Fact]
    public async Task A_resource_server_has_no_grant()
    {
        var server = await servers.AnyAsync();

        (await server.As(Registrations.OrdersApi).ClientCredentialsAsync("orders.read")).ShouldFail(400, "unauthorized_client");
    }

    [Fact]
    public async Task An_expired_access_token_is_inactive()
    {
        await using var server = await servers.StartAsync(Database.Sqlite, ("Tokens:AccessTokenLifetime", "00:00:01"));
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        await Eventually.ClockPassesAsync(Jwt.Parse(tokens.AccessToken).Instant("exp"));

        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        (await client.UserInfoAsync(tokens.AccessToken)).ShouldRefuseBearer();
    }
}
