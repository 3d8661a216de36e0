using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.RateLimits;

/// <summary>Refreshes: two a minute of one token family; a retry inside the leeway is none (contract: RateLimits:Refresh; TOK-01, TOK-05).</summary>
public sealed class RefreshLimitTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task The_third_refresh_of_a_minute_is_refused_and_retries_are_none(Database database)
    {
        var server = await servers.LimitedAsync(database);
        var address = Visitors.NewAddress();
        var first = (await server.SignInAsync(address, People.Ada)).ShouldSucceed().RefreshToken;
        var second = (await RefreshAsync(server, address, first)).ShouldSucceed();


        for (var i = 0; i < 5; i++)
        {
            (await RefreshAsync(server, address, first)).ShouldSucceed().RefreshToken.ShouldBe(second.RefreshToken);
        }

        var third = (await RefreshAsync(server, address, second.RefreshToken)).ShouldSucceed();
        var fourth = await RefreshAsync(server, address, third.RefreshToken);


        second.Limits().ShouldHaveSingleItem().ShouldBe(new ToldLimit("refresh", 2, 60, 1, 60));
        third.Limits().ShouldHaveSingleItem().Remaining.ShouldBe(0);
        fourth.ShouldBeRateLimited();
        // From elsewhere it is the same family; another family is another matter.
        (await RefreshAsync(server, Visitors.NewAddress(), third.RefreshToken)).ShouldBeRateLimited();
        var other = (await server.SignInAsync(address, People.Ada)).ShouldSucceed().RefreshToken;
        (await RefreshAsync(server, address, other)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task A_token_that_was_refused_works_when_the_time_has_come(Database database)
    {
        await using var server = await servers.StartLimitedAsync(database, ("RateLimits:Refresh", "1 per 00:00:10"));
        var first = (await server.SignInAsync(null, People.Ada)).ShouldSucceed().RefreshToken;
        var second = (await RefreshAsync(server, null, first)).ShouldSucceed().RefreshToken;

        var seconds = (await RefreshAsync(server, null, second)).ShouldBeRateLimited();
        await Eventually.ClockPassesAsync(DateTimeOffset.UtcNow.AddSeconds(seconds));

        (await RefreshAsync(server, null, second)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task Many_that_bring_one_token_at_the_same_instant_are_one_refresh(Database database)
    {
        var server = await servers.LimitedAsync(database);
        var address = Visitors.NewAddress();
        var token = (await server.SignInAsync(address, People.Ada)).ShouldSucceed().RefreshToken;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RefreshAsync(server, address, token)));

        answers.ShouldAllBe(answer => answer.Status == 200);
        answers.Select(answer => answer.RefreshToken).Distinct().ShouldHaveSingleItem();
        (await RefreshAsync(server, address, answers[0].RefreshToken)).ShouldSucceed().Limits()[0].Remaining.ShouldBe(0);
    }

    [Fact]
    public async Task A_theft_is_seen_whatever_the_limit_says()
    {
        await using var server = await servers.StartLimitedAsync(Database.Sqlite, ("Tokens:RefreshTokenReuseLeeway", "00:00:00"), ("RateLimits:Refresh", "1 per 00:01:00"));
        var first = (await server.SignInAsync(null, People.Ada)).ShouldSucceed().RefreshToken;
        var second = (await RefreshAsync(server, null, first)).ShouldSucceed();
        (await RefreshAsync(server, null, second.RefreshToken)).ShouldBeRateLimited();

        (await RefreshAsync(server, null, first)).ShouldFail(400, "invalid_grant");

        (await RefreshAsync(server, null, second.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await server.As(Registrations.Mobile).UserInfoAsync(second.AccessToken)).ShouldRefuseBearer();
    }

    private static Task<Answer> RefreshAsync(RunningServer server, string? address, string token) => server.Http.PostAsync(
        "/connect/token",
        [("grant_type", "refresh_token"), ("client_id", "mobile"), ("refresh_token", token)],
        address is null ? [] : [("X-Forwarded-For", address)]);
}
