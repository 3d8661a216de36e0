using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.RateLimits;

/// <summary>The counters that nodes share in Redis decide as those of one process do, atomically for all nodes.</summary>
public sealed class RedisCountersTests : IAsyncLifetime
{
    private RedisServer? _redis;
    private RedisCounters? _one;
    private RedisCounters? _two;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _one = await ConnectAsync();
        _two = await ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _one!.DisposeAsync();
        await _two!.DisposeAsync();
        await _redis!.DisposeAsync();
    }

    [Fact]
    public async Task Of_many_at_the_same_instant_on_two_nodes_exactly_as_many_as_the_limit_pass()
    {
        var rule = Rule(1, 5);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => (number % 2 == 0 ? _one! : _two!).DecideAsync([rule], take: true)));

        answers.Count(answer => answer.IsAllowed).ShouldBe(5);
        answers.Count(answer => answer.IsNews).ShouldBe(1, "one node tells of it, not each");
    }

    [Fact]
    public async Task What_one_rule_refuses_counts_for_none()
    {
        var (narrow, wide) = (Rule(1, 1), Rule(2, 250));
        (await _one!.DecideAsync([wide, narrow], take: true)).IsAllowed.ShouldBeTrue();

        for (var i = 0; i < 5; i++)
        {
            var answer = await _two!.DecideAsync([wide, narrow], take: true);
            answer.Verdicts[0].IsRefused.ShouldBeFalse();
            answer.Verdicts[1].IsRefused.ShouldBeTrue();
        }

        var next = (await _two!.DecideAsync([wide], take: true)).Verdicts[0];
        next.Used.ShouldBe(2);
        next.FreeIn.ShouldBeInRange(1, 61_000_000);
    }

    [Fact]
    public async Task Who_waits_as_long_as_was_said_is_let_in()
    {
        var rule = new RateLimitRule(1, 2, 1_500_000, 0);
        await _one!.DecideAsync([rule], take: true);
        await _one.DecideAsync([rule], take: true);

        var refused = (await _one.DecideAsync([rule], take: true)).Verdicts[0];

        refused.IsRefused.ShouldBeTrue();
        refused.FreeIn.ShouldBeInRange(1, 1_500_000);
        await Eventually.ClockPassesAsync(DateTimeOffset.UtcNow + TimeSpan.FromMicroseconds(refused.FreeIn));
        (await _one.DecideAsync([rule], take: true)).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task Asking_again_for_the_same_thing_counts_once_on_whichever_node()
    {
        var (first, second, third) = (Rule(1, 2, once: 11), Rule(1, 2, once: 12), Rule(1, 2, once: 13));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? _one! : _two!).DecideAsync([first], take: true)));

        answers.ShouldAllBe(answer => answer.IsAllowed && answer.Verdicts[0].Used == 1);
        (await _two!.DecideAsync([second], take: true)).IsAllowed.ShouldBeTrue();
        (await _one!.DecideAsync([second], take: true)).IsAllowed.ShouldBeTrue();
        (await _one.DecideAsync([third], take: true)).IsAllowed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_clock_that_is_set_back_locks_nobody_for_longer_than_a_window()
    {
        var rule = new RateLimitRule(1, 1, 1_000_000, 0);
        await _one!.DecideAsync([rule], take: true);
        var future = (DateTimeOffset.UtcNow.AddHours(1) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        await _redis!.SetAsync("cosmo:{limits}:00000000000000000000000000000001", "hits", $"{future}:1");

        var refused = (await _one.DecideAsync([rule], take: true)).Verdicts[0];

        refused.IsRefused.ShouldBeTrue("it is not forgotten either");
        refused.FreeIn.ShouldBeLessThanOrEqualTo(1_000_001);
        await Eventually.ClockPassesAsync(DateTimeOffset.UtcNow.AddSeconds(1.1));
        (await _one.DecideAsync([rule], take: true)).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task Where_redis_has_gone_it_is_said_at_once()
    {
        await _redis!.KillAsync();

        await Should.ThrowAsync<SharedCountersException>(() => _one!.DecideAsync([Rule(1, 1)], take: true));
    }

    private async Task<RedisCounters> ConnectAsync()
    {
        var counters = new RedisCounters(RedisAddress.TryParse(_redis!.ConnectionString)!.Within(TimeSpan.FromSeconds(10)));
        await counters.StartAsync(TestContext.Current.CancellationToken);
        return counters;
    }

    private static RateLimitRule Rule(int key, int limit, int once = 0) => new((UInt128)key, limit, 60_000_000, (UInt128)once);
}
