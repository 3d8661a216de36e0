using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Token;

/// <summary>At most one success, ever, however many ask at once (TOK-01, V017, D2; RFC 9700 §4.14.2).</summary>
public sealed class ConcurrentRedemptionTests(Servers servers)
{
    private const int Parallel = 50;

    [Theory]
    [BothDatabases]
    public async Task Fifty_uses_of_one_refresh_token_have_one_successor(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Mobile);
        for (var round = 0; round < Effort.RaceRounds; round++)
        {
            var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();


            var answers = await AtOnceAsync(() => client.RefreshAsync(tokens.RefreshToken));


            var winners = answers.Where(answer => answer.Status == 200).ToList();
            winners.ShouldNotBeEmpty();
            winners.Select(answer => answer.RefreshToken).Distinct().Count().ShouldBe(1, $"round {round}: two branches of one family");
            answers.Except(winners).ShouldAllBe(answer => answer.Error == "invalid_grant" || answer.Status == 503);
            (await client.RefreshAsync(winners[0].RefreshToken)).ShouldSucceed();
        }
    }

    [Theory]
    [BothDatabases]
    public async Task Without_leeway_one_use_wins_and_the_others_end_the_family(Database database)
    {
        var server = await servers.WithoutLeewayAsync(database);
        var client = server.As(Registrations.Mobile);
        for (var round = 0; round < Effort.RaceRounds; round++)
        {
            var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();


            var answers = await AtOnceAsync(() => client.RefreshAsync(tokens.RefreshToken));


            var winners = answers.Where(answer => answer.Status == 200).ToList();
            winners.Count.ShouldBeLessThanOrEqualTo(1, $"round {round}");
            answers.Except(winners).ShouldAllBe(answer => answer.Error == "invalid_grant");
            foreach (var winner in winners)
            {
                (await client.RefreshAsync(winner.RefreshToken)).ShouldFail(400, "invalid_grant");
                (await server.As(Registrations.OrdersApi).IntrospectAsync(winner.AccessToken)).ShouldBeInactive();
            }

            (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        }
    }

    [Theory]
    [BothDatabases]
    public async Task Fifty_uses_of_one_code_have_at_most_one_success_and_nothing_of_it_lives(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        for (var round = 0; round < Effort.RaceRounds; round++)
        {
            var (request, code) = await CodeRedemptionTests.CodeAsync(server, client, "openid offline_access orders.read", browser);


            var answers = await AtOnceAsync(() => client.RedeemAsync(request, code));


            var winners = answers.Where(answer => answer.Status == 200).ToList();
            winners.Count.ShouldBeLessThanOrEqualTo(1, $"round {round}");
            answers.Except(winners).ShouldAllBe(answer => answer.Error == "invalid_grant");
            foreach (var winner in winners)
            {
                // O-05: the second use revokes what the first one gave.
                (await client.RefreshAsync(winner.RefreshToken)).ShouldFail(400, "invalid_grant");
                (await server.As(Registrations.OrdersApi).IntrospectAsync(winner.AccessToken)).ShouldBeInactive();
            }
        }
    }

    [Theory]
    [BothDatabases]
    public async Task A_refresh_in_flight_while_its_family_is_revoked_leaves_nothing_alive(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Mobile);
        for (var round = 0; round < Effort.RaceRounds; round++)
        {
            var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);


            var refreshes = Enumerable.Range(0, 8).Select(_ => ChainAsync(client, tokens.RefreshToken, start.Task)).ToList();
            var revocation = RevokeAsync(client, tokens.RefreshToken, start.Task);
            start.SetResult();
            var answers = (await Task.WhenAll(refreshes)).SelectMany(chain => chain).ToList();
            (await revocation).Status.ShouldBe(200);


            foreach (var answer in answers.Where(answer => answer.Status == 200))
            {
                (await client.RefreshAsync(answer.RefreshToken)).ShouldFail(400, "invalid_grant");
                (await server.As(Registrations.OrdersApi).IntrospectAsync(answer.AccessToken)).ShouldBeInactive();
            }

            answers.ShouldAllBe(answer => answer.Status == 200 || answer.Error == "invalid_grant");
            (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        }
    }

    private static async Task<Answer[]> AtOnceAsync(Func<Task<Answer>> act)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = Enumerable.Range(0, Parallel).Select(async _ =>
        {
            await start.Task;
            return await act();
        }).ToList();
        start.SetResult();
        return await Task.WhenAll(waiting);
    }

    private static async Task<List<Answer>> ChainAsync(OidcClient client, string refreshToken, Task start)
    {
        await start;
        List<Answer> answers = [];
        for (var step = 0; step < 3; step++)
        {
            var answer = await client.RefreshAsync(refreshToken);
            answers.Add(answer);
            if (answer.Status != 200)
            {
                break;
            }

            refreshToken = answer.RefreshToken;
        }

        return answers;
    }

    private static async Task<Answer> RevokeAsync(OidcClient client, string refreshToken, Task start)
    {
        await start;
        return await client.RevokeAsync(refreshToken);
    }
}
