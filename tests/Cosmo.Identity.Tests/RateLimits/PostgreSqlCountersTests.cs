using System.Globalization;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Tests.Harness;
using Npgsql;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.RateLimits;

/// <summary>Without Redis the counters that nodes share are in PostgreSQL, and decide alike (contract: Redis:ConnectionString).</summary>
public sealed class PostgreSqlCountersTests(Servers servers) : IAsyncLifetime
{
    private readonly string _folder = Place.NewFolder();
    private NpgsqlDataSource? _source;
    private PostgreSqlCounters? _counters;

    public async ValueTask InitializeAsync()
    {
        var database = await servers.NewDatabaseAsync(Database.PostgreSql, _folder);
        (await Command.CosmoAsync(_folder, "Development", ["migrate", .. database.Settings.Select(setting => $"--{setting.Key}={setting.Value}")])).ExitCode.ShouldBe(0);
        _source = NpgsqlDataSource.Create(database.ConnectionString);
        _counters = new PostgreSqlCounters(_source, TimeProvider.System, TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        _counters?.Dispose();
        await (_source?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Of_many_at_the_same_instant_exactly_as_many_as_the_limit_pass()
    {
        List<RateLimitAnswer> answers = [];
        for (var round = 0; round < 10; round++)
        {
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => DecideAsync(Rule(1, 5)))));
        }

        answers.Count(answer => answer.IsAllowed).ShouldBe(5);
        answers.Count(answer => answer.IsNews).ShouldBe(1);
        answers[^1].Verdicts[0].FreeIn.ShouldBeInRange(1, 60_000_000);
    }

    [Fact]
    public async Task What_one_rule_refuses_counts_for_none()
    {
        var (narrow, wide) = (Rule(1, 1), Rule(2, 250));
        (await DecideAsync(wide, narrow)).IsAllowed.ShouldBeTrue();

        for (var i = 0; i < 5; i++)
        {
            var answer = await DecideAsync(wide, narrow);
            answer.Verdicts[0].ShouldBe(answer.Verdicts[0] with { IsRefused = false, Used = 1 });
            answer.Verdicts[1].IsRefused.ShouldBeTrue();
        }

        var next = (await DecideAsync(wide)).Verdicts[0];
        next.Used.ShouldBe(2);
        next.FreeIn.ShouldBeInRange(1, 61_000_000);
    }

    [Fact]
    public async Task Who_waits_as_long_as_was_said_is_let_in()
    {
        var rule = new RateLimitRule(1, 2, 1_500_000, 0);
        await DecideAsync(rule);
        await DecideAsync(rule);

        var refused = (await DecideAsync(rule)).Verdicts[0];

        refused.IsRefused.ShouldBeTrue();
        refused.FreeIn.ShouldBeInRange(1, 1_500_000);
        await Eventually.ClockPassesAsync(DateTimeOffset.UtcNow + TimeSpan.FromMicroseconds(refused.FreeIn));
        (await DecideAsync(rule)).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task Asking_again_for_the_same_thing_counts_once()
    {
        var (first, second, third) = (Rule(1, 2, once: 11), Rule(1, 2, once: 12), Rule(1, 2, once: 13));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => DecideAsync(first)));

        answers.ShouldAllBe(answer => answer.IsAllowed && answer.Verdicts[0].Used == 1);
        (await DecideAsync(second)).IsAllowed.ShouldBeTrue();
        (await DecideAsync(second)).IsAllowed.ShouldBeTrue();
        (await DecideAsync(third)).IsAllowed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_look_counts_nothing_and_makes_no_row()
    {
        var rule = Rule(1, 1);
        (await _counters!.DecideAsync([rule], take: false)).IsAllowed.ShouldBeTrue();
        (await CountAsync()).ShouldBe(0);

        await DecideAsync(rule);

        (await _counters.DecideAsync([rule], take: false)).IsAllowed.ShouldBeFalse();
        (await _counters.DecideAsync([rule], take: false)).Verdicts[0].Used.ShouldBe(1);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_locks_nobody_for_longer_than_a_window()
    {
        var rule = new RateLimitRule(1, 1, 1_000_000, 0);
        await DecideAsync(rule);
        await using (var later = _source!.CreateCommand("UPDATE rate_limit_counters SET hits = ARRAY(SELECT hit + 3600000000 FROM unnest(hits) AS hit), told_until = told_until + 3600000000"))
        {
            await later.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var refused = (await DecideAsync(rule)).Verdicts[0];

        refused.IsRefused.ShouldBeTrue("it is not forgotten either");
        refused.FreeIn.ShouldBeLessThanOrEqualTo(1_000_001);
        await Eventually.ClockPassesAsync(DateTimeOffset.UtcNow.AddSeconds(1.1));
        (await DecideAsync(rule)).IsAllowed.ShouldBeTrue();
    }

    private Task<RateLimitAnswer> DecideAsync(params RateLimitRule[] rules) => _counters!.DecideAsync(rules, take: true);

    private async Task<long> CountAsync()
    {
        await using var count = _source!.CreateCommand("SELECT count(*) FROM rate_limit_counters");
        return Convert.ToInt64(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
    }

    private static RateLimitRule Rule(int key, int limit, int once = 0) => new((UInt128)key, limit, 60_000_000, (UInt128)once);
}
