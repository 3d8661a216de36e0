using System.Diagnostics;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.RateLimits;

/// <summary>Two nodes are one server to the limits, and Redis may die without anybody's request dying with it (D10; LOCK-08).</summary>
public sealed class SharedLimitTests(Servers servers)
{
    /// <summary>For tests that count on the shared counters, on a machine that is busy.</summary>
    private static readonly (string, string) Patient = ("RateLimits:SharedTimeout", "00:00:10");

    [Fact]
    public async Task Two_nodes_without_redis_allow_together_what_one_would()
    {
        (string, string)[] settings = [.. Servers.Limited, Patient];
        await using var first = await servers.StartProcessAsync(Database.PostgreSql, settings);
        await using var second = await first.StartAnotherNodeAsync(settings);
        RunningServer[] nodes = [first, second];
        var refresh = (await first.SignInAsync(null, People.Grace)).ShouldSucceed().RefreshToken;


        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => nodes[number % 2].SignInAsync(null, "ada", "not-the-password-of-ada")));
        for (var i = 0; i < 2; i++)
        {
            refresh = (await nodes[i].As(Registrations.Mobile).RefreshAsync(refresh)).ShouldSucceed().RefreshToken;
        }


        answers.Count(answer => answer.Status != 429).ShouldBe(5);
        (await second.SignInAsync(null, People.Ada)).ShouldBeRateLimited();
        (await first.As(Registrations.Mobile).RefreshAsync(refresh)).ShouldBeRateLimited();
        (await second.As(Registrations.Mobile).RefreshAsync(refresh)).ShouldBeRateLimited();
    }

    [Fact]
    public async Task Two_nodes_allow_together_what_one_would()
    {
        await using var redis = await RedisServer.StartAsync();
        (string, string)[] settings = [.. Servers.Limited, Patient, ("Redis:ConnectionString", redis.ConnectionString)];
        await using var first = await servers.StartProcessAsync(Database.PostgreSql, settings);
        await using var second = await first.StartAnotherNodeAsync(settings);
        RunningServer[] nodes = [first, second];


        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => nodes[number % 2].SignInAsync(null, "ada", "not-the-password-of-ada")));


        answers.Count(answer => answer.Status != 429).ShouldBe(5);
        (await second.SignInAsync(null, People.Ada)).ShouldBeRateLimited();
        var content = await first.Database.ContentAsync(first.Folder);
        System.Text.RegularExpressions.Regex.Count(content, "\"limiter\":\"login\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5))
            .ShouldBe(1, "once for the key, not once for each node");
        var thief = await redis.ContentAsync();
        thief.ShouldContain("cosmo:{limits}:");
        thief.ShouldNotContain("ada", Case.Insensitive);
        thief.ShouldNotContain("127.0.0.1");
    }

    [Theory]
    [BothDatabases]
    public async Task Redis_dies_and_comes_back_and_nobody_gains_or_loses_by_it(Database database)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await servers.StartProcessAsync(database, [.. Servers.Limited, ("Redis:ConnectionString", redis.ConnectionString), ("RateLimits:LoginByAddress", "10000 per 00:01:00")]);
        var visitors = 0;
        var answers = new List<Answer> { await server.SignInAsync(null, People.Ada), await server.SignInAsync(null, People.Ada) };


        await redis.KillAsync();
        for (var i = 0; i < 5; i++)
        {
            answers.Add(await server.SignInAsync(null, People.Ada));
        }

        answers.Count(answer => answer.Status == 200).ShouldBe(5);
        answers.Count(answer => answer.Status == 429).ShouldBe(2);
        server.Output.ShouldContain("each node counts by itself");
        (await server.SignInAsync(null, People.Grace)).ShouldSucceed();


        await redis.StartAgainAsync();
        await Eventually.HoldsAsync(
            async () =>
            {
                await server.SignInAsync(null, $"visitor-{visitors++}", "not-the-password-of-anybody");
                return server.Output.Contains("answer again");
            },
            TimeSpan.FromSeconds(30), "the node asked Redis again");
        (await server.SignInAsync(null, People.Ada)).ShouldBeRateLimited();
        (await server.SignInAsync(null, People.Grace)).ShouldSucceed();
    }

    [Fact]
    public async Task A_redis_that_hangs_holds_nobody_up()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await servers.StartLimitedAsync(Database.Sqlite, ("Redis:ConnectionString", redis.ConnectionString), ("RateLimits:Login", "50 per 00:01:00"));
        (await server.SignInAsync(null, People.Ada)).ShouldSucceed();

        await redis.FreezeAsync();
        var times = new List<TimeSpan>();
        for (var i = 0; i < 10; i++)
        {
            var watch = Stopwatch.StartNew();
            (await server.SignInAsync(null, People.Ada)).ShouldSucceed();
            times.Add(watch.Elapsed);
        }

        await redis.ThawAsync();
        times.Max().ShouldBeLessThan(TimeSpan.FromSeconds(2));
        times.Order().ElementAt(5).ShouldBeLessThan(TimeSpan.FromMilliseconds(500), "most do not wait for Redis at all");
    }

    [Fact]
    public async Task A_redis_that_is_not_there_stops_no_start()
    {
        await using var server = await servers.StartLimitedAsync(Database.Sqlite, ("Redis:ConnectionString", $"127.0.0.1:{Place.FreePort()}"));

        var answers = new List<Answer>();
        for (var i = 0; i < 7; i++)
        {
            answers.Add(await server.SignInAsync(null, People.Ada));
        }

        answers.Count(answer => answer.Status == 200).ShouldBe(5);
        answers.Count(answer => answer.Status == 429).ShouldBe(2);
    }
}
