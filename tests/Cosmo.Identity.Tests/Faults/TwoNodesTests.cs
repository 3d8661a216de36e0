using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Faults;

/// <summary>Two nodes on one PostgreSQL behave as one server (D10; TOK-01, REVOKE-11, F-19).</summary>
[Collection(nameof(Alone)), Trait(nameof(Alone), Alone.Faults)]
public sealed class TwoNodesTests(Servers servers)
{
    [Fact]
    public async Task A_token_of_one_node_lives_and_dies_at_the_other()
    {
        await using var first = await servers.StartProcessAsync(Database.PostgreSql);
        await using var second = await first.StartAnotherNodeAsync();
        var (here, there) = (first.As(Registrations.Mobile), second.As(Registrations.Mobile));
        second.Issuer.ShouldBe(first.Issuer);
        var tokens = (await here.PasswordAsync(People.Ada)).ShouldSucceed();


        (await there.UserInfoAsync(tokens.AccessToken)).ShouldSucceed();
        (await here.RevokeAsync(tokens.RefreshToken)).Status.ShouldBe(200);


        await Eventually.HoldsAsync(
            async () => (await there.UserInfoAsync(tokens.AccessToken)).Status == 401, TimeSpan.FromSeconds(1), "the other node knew of a revocation");
        (await second.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        (await there.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
    }

    [Fact]
    public async Task Fifty_uses_of_one_refresh_token_on_two_nodes_have_one_successor()
    {
        await using var first = await servers.StartProcessAsync(Database.PostgreSql);
        await using var second = await first.StartAnotherNodeAsync();
        OidcClient[] clients = [first.As(Registrations.Mobile), second.As(Registrations.Mobile)];
        for (var round = 0; round < Effort.RaceRounds; round++)
        {
            var tokens = (await clients[0].PasswordAsync(People.Ada)).ShouldSucceed();


            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => clients[number % 2].RefreshAsync(tokens.RefreshToken)));


            var winners = answers.Where(answer => answer.Status == 200).ToList();
            winners.ShouldNotBeEmpty();
            winners.Select(answer => answer.RefreshToken).Distinct().Count().ShouldBe(1, $"round {round}: two branches of one family");
            (await clients[round % 2].RefreshAsync(winners[0].RefreshToken)).ShouldSucceed();
        }
    }

    [Fact]
    public async Task A_browser_may_move_from_node_to_node_in_the_middle_of_a_sign_in()
    {
        await using var first = await servers.StartProcessAsync(Database.PostgreSql);
        await using var second = await first.StartAnotherNodeAsync();
        var client = first.As(Registrations.Web);
        using var browser = first.NewBrowser();
        var tokens = await client.SignInAsync(People.Ada, "openid offline_access", browser);
        var silent = client.Authorization().With("prompt", "none");

        var answer = await second.Http.GetAsync(silent.Url, ("Cookie", "cosmo-session=" + browser.Cookie("cosmo-session")));

        var code = Callback.FromRedirect(answer.Location!).ShouldCarryCode(silent, first.Issuer).Code;
        (await client.RedeemAsync(silent, code)).ShouldSucceed();
        (await second.As(Registrations.Web).RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
    }
}
