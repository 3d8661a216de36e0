using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Revocation;

/// <summary>A client gives back its own tokens and cannot touch another's (RFC 7009; REVOKE-01, REVOKE-10, V021).</summary>
public sealed class RevocationTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task A_revoked_access_token_is_dead_everywhere(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        (await client.UserInfoAsync(tokens.AccessToken)).ShouldSucceed();


        var answer = await client.RevokeAsync(tokens.AccessToken);


        answer.Status.ShouldBe(200, answer.ToString());
        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        (await client.UserInfoAsync(tokens.AccessToken)).ShouldRefuseBearer();
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task A_revoked_refresh_token_takes_its_family_along(Database database)
    {
        // RFC 7009 §2.1: with the refresh token go the access tokens of the same grant.
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Desk);
        var first = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var second = (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();


        (await client.RevokeAsync(second.RefreshToken)).Status.ShouldBe(200);


        (await client.RefreshAsync(second.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await client.RefreshAsync(first.RefreshToken)).ShouldFail(400, "invalid_grant");
        foreach (var accessToken in new[] { first.AccessToken, second.AccessToken })
        {
            (await server.As(Registrations.OrdersApi).IntrospectAsync(accessToken)).ShouldBeInactive();
            (await client.UserInfoAsync(accessToken)).ShouldRefuseBearer();
        }
    }

    [Fact]
    public async Task A_refresh_token_that_was_used_already_still_revokes_the_family()
    {
        // The client may hold an older token than the server when an answer was lost.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Mobile);
        var first = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var second = (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();

        (await client.RevokeAsync(first.RefreshToken)).Status.ShouldBe(200);

        (await client.RefreshAsync(second.RefreshToken)).ShouldFail(400, "invalid_grant");
    }

    [Theory]
    [BothDatabases]
    public async Task Another_client_cannot_revoke_it(Database database)
    {
        var server = await servers.OnAsync(database);
        var owner = server.As(Registrations.Desk);
        var tokens = (await owner.PasswordAsync(People.Ada)).ShouldSucceed();


        foreach (var stranger in new[] { Registrations.Web, Registrations.Other, Registrations.Mobile, Registrations.OrdersApi })
        {
            foreach (var token in new[] { tokens.AccessToken, tokens.RefreshToken })
            {
                (await server.As(stranger).RevokeAsync(token)).Status.ShouldBeOneOf(200, 400, 401, 403);
            }
        }


        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeActive();
        (await owner.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
    }

    [Fact]
    public async Task Nobody_revokes_without_proving_who_they_are()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Desk);
        var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();

        var anonymous = await server.Http.PostAsync("/connect/revoke", [("token", tokens.RefreshToken)]);
        var named = await server.Http.PostAsync("/connect/revoke", [("token", tokens.RefreshToken), ("client_id", "desk")]);
        var wrong = await server.As(Registrations.Desk with { Secret = "wrong" }).RevokeAsync(tokens.RefreshToken);

        anonymous.ShouldFail(anonymous.Status == 400 ? 400 : 401, "invalid_client", "invalid_request");
        named.ShouldFail(401, "invalid_client");
        wrong.ShouldFail(401, "invalid_client");
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    [InlineData("nonsense")]
    public async Task A_wrong_hint_does_not_save_a_token(string hint)
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();

        (await client.RevokeAsync(tokens.AccessToken, ("token_type_hint", hint))).Status.ShouldBe(200);
        (await client.RevokeAsync(tokens.RefreshToken, ("token_type_hint", hint))).Status.ShouldBe(200);

        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("Zx81LrYpT5c0dQkq3mWbnE7uGhJ2sVfA9iKoB4tXe6M")]
    [InlineData("a.b.c")]
    public async Task What_is_no_token_is_revoked_already(string token)
    {
        // RFC 7009 §2.2: an invalid token is no error; the client wanted it gone.
        var server = await servers.AnyAsync();

        (await server.As(Registrations.Desk).RevokeAsync(token)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Revoking_twice_is_the_same_as_once()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();

        (await client.RevokeAsync(tokens.RefreshToken)).Status.ShouldBe(200);
        (await client.RevokeAsync(tokens.RefreshToken)).Status.ShouldBe(200);
        (await client.RevokeAsync(tokens.AccessToken)).Status.ShouldBe(200);
    }
}
