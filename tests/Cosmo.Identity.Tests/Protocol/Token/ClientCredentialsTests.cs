using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Token;

/// <summary>A program that acts for itself is nobody's user (RFC 6749 §4.4; R-17, TOK-14, V057).</summary>
public sealed class ClientCredentialsTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task A_client_gets_a_token_for_itself(Database database)
    {
        var server = await servers.OnAsync(database);

        var answer = (await server.As(Registrations.Worker).ClientCredentialsAsync("orders.read")).ShouldSucceed();

        answer.Has("refresh_token").ShouldBeFalse();
        answer.Has("id_token").ShouldBeFalse();
        var token = Jwt.Parse(answer.AccessToken);
        token.IsSignedBy(await server.KeysAsync()).ShouldBeTrue();
        token.Claim("client_id").ShouldBe("worker");
        token.Claim("sub").ShouldBe("worker");
        token.Claim("sid").ShouldBeNull();
        token.Claims("aud").ShouldBe(["orders-api"]);
        (await server.As(Registrations.OrdersApi).IntrospectAsync(answer.AccessToken)).ShouldBeActive();
    }

    [Fact]
    public async Task Its_token_is_no_persons_token()
    {
        var server = await servers.AnyAsync();
        var worker = server.As(Registrations.Worker);
        var token = (await worker.ClientCredentialsAsync("orders.read")).ShouldSucceed().AccessToken;

        (await worker.UserInfoAsync(token)).Status.ShouldBeOneOf(401, 403);
    }

    [Theory]
    [InlineData("orders.write")]
    [InlineData("openid")]
    [InlineData("offline_access")]
    [InlineData("nothing")]
    public async Task A_scope_that_it_does_not_have_is_refused(string scope)
    {
        var server = await servers.AnyAsync();

        (await server.As(Registrations.Worker).ClientCredentialsAsync(scope)).ShouldFail(400, "invalid_scope");
    }

    [Fact]
    public async Task A_public_client_cannot_act_for_itself()
    {
        var server = await servers.AnyAsync();

        foreach (var registration in new[] { Registrations.Mobile, Registrations.Spa })
        {
            var answer = await server.As(registration).ClientCredentialsAsync("orders.read");

            answer.ShouldFail(answer.Status == 401 ? 401 : 400, "unauthorized_client", "invalid_client");
        }
    }

    [Fact]
    public async Task Without_a_scope_the_token_still_has_an_audience()
    {
        var server = await servers.AnyAsync();

        var answer = (await server.As(Registrations.Worker).TokenAsync(("grant_type", "client_credentials"))).ShouldSucceed();

        Jwt.Parse(answer.AccessToken).Claims("aud").ShouldNotBeEmpty();
    }
}
