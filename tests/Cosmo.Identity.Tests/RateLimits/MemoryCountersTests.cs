using System.Security.Cryptography;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.RateLimits;

/// <summary>Counters of one process: never more than the limit in any window, and never more memory than was promised (KEY-11, DOS).</summary>
[Collection(nameof(Alone)), Trait(nameof(Alone), Alone.Load)]
public sealed class MemoryCountersTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly HandClock _clock = new();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(250)]
    public void No_window_anywhere_holds_more_than_the_limit(int limit)
    {
        var counters = new MemoryCounters(_clock);
        var rule = Rule(1, limit);
        List<TimeSpan> allowed = [];
        var now = TimeSpan.Zero;


        for (var i = 0; i < limit * 40; i++)
        {
            // Bursts and pauses: what slides differently from what is counted in steps.
            var step = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(10) == 0 ? RandomNumberGenerator.GetInt32(40_000) : RandomNumberGenerator.GetInt32(60_000 / limit));
            now += step;
            _clock.Advance(step);
            if (Take(counters, rule).IsAllowed)
            {
                allowed.Add(now);
            }
        }


        for (var i = limit; i < allowed.Count; i++)
        {
            (allowed[i] - allowed[i - limit]).ShouldBeGreaterThanOrEqualTo(Minute, $"hit {i}");
        }

        allowed.Count.ShouldBeGreaterThan(limit * 2, "or nothing was tried");
    }

    [Fact]
    public void Who_waits_as_long_as_was_said_is_let_in_and_not_a_moment_earlier()
    {
        var counters = new MemoryCounters(_clock);
        var rule = Rule(1, 2);
        Take(counters, rule);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Take(counters, rule);

        var refused = Take(counters, rule).Verdicts[0];

        refused.IsRefused.ShouldBeTrue();
        refused.FreeIn.ShouldBe(40_000_000);
        _clock.Advance(TimeSpan.FromSeconds(40) - TimeSpan.FromMicroseconds(1));
        Take(counters, rule).IsAllowed.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMicroseconds(1));
        Take(counters, rule).IsAllowed.ShouldBeTrue();
        Take(counters, rule).IsAllowed.ShouldBeFalse();
    }

    [Fact]
    public async Task Of_many_at_the_same_instant_exactly_as_many_as_the_limit_pass()
    {
        var counters = new MemoryCounters(TimeProvider.System);
        var rule = Rule(1, 5);

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => Take(counters, rule).IsAllowed)));

        answers.Count(allowed => allowed).ShouldBe(5);
    }

    [Fact]
    public void What_one_rule_refuses_counts_for_none()
    {
        var counters = new MemoryCounters(_clock);
        var (narrow, wide) = (Rule(1, 1), Rule(2, 3));
        counters.Decide([narrow, wide], take: true).IsAllowed.ShouldBeTrue();

        for (var i = 0; i < 10; i++)
        {
            counters.Decide([narrow, wide], take: true).IsAllowed.ShouldBeFalse();
        }

        Take(counters, wide).Verdicts[0].Used.ShouldBe(2);
    }

    [Fact]
    public void A_look_counts_nothing()
    {
        var counters = new MemoryCounters(_clock);
        var rule = Rule(1, 1);

        for (var i = 0; i < 10; i++)
        {
            counters.Decide([rule], take: false).IsAllowed.ShouldBeTrue();
        }

        counters.Count.ShouldBe(0);
        Take(counters, rule).IsAllowed.ShouldBeTrue();
        counters.Decide([rule], take: false).IsAllowed.ShouldBeFalse();
    }

    [Fact]
    public void Asking_again_for_the_same_thing_counts_once_and_for_another_counts()
    {
        var counters = new MemoryCounters(_clock);
        var (first, second, third) = (Rule(1, 2, once: 11), Rule(1, 2, once: 12), Rule(1, 2, once: 13));

        for (var i = 0; i < 10; i++)
        {
            Take(counters, first).Verdicts[0].Used.ShouldBe(1);
        }

        Take(counters, second).IsAllowed.ShouldBeTrue();
        Take(counters, second).IsAllowed.ShouldBeTrue();
        Take(counters, third).IsAllowed.ShouldBeFalse();
        Take(counters, first).IsAllowed.ShouldBeFalse();
    }

    [Fact]
    public void The_first_refusal_of_a_window_is_news_and_no_other()
    {
        var counters = new MemoryCounters(_clock);
        var rule = Rule(1, 1);
        Take(counters, rule).IsNews.ShouldBeFalse();

        Take(counters, rule).IsNews.ShouldBeTrue();
        Take(counters, rule).IsNews.ShouldBeFalse();

        _clock.Advance(Minute);
        Take(counters, rule).IsAllowed.ShouldBeTrue();
        Take(counters, rule).IsNews.ShouldBeTrue();
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void A_jump_of_the_wall_clock_neither_frees_nor_locks(int seconds)
    {
        var counters = new MemoryCounters(_clock);
        var rule = Rule(1, 1);
        Take(counters, rule);

        _clock.Wall += TimeSpan.FromSeconds(seconds);

        Take(counters, rule).IsAllowed.ShouldBeFalse();
        _clock.Advance(Minute);
        Take(counters, rule).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void A_million_keys_fit_into_a_fixed_space_and_free_nobody()
    {
        var counters = new MemoryCounters(_clock);
        var attacker = Rule(1, 5);
        for (var i = 0; i < 5; i++)
        {
            Take(counters, attacker).IsAllowed.ShouldBeTrue();
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);


        for (var i = 0; i < 1_000_000; i++)
        {
            // All within a few seconds, so that nothing has ended by itself.
            if (i % 1000 == 0)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(10));
            }

            Take(counters, Rule(1000 + i, 5));
        }


        counters.Count.ShouldBe(MemoryCounters.MostKeys);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(40_000_000);
        Take(counters, attacker).IsAllowed.ShouldBeFalse();
    }

    [Fact]
    public void What_has_ended_makes_room()
    {
        var counters = new MemoryCounters(_clock);
        for (var i = 0; i < 10_000; i++)
        {
            Take(counters, Rule(i, 5));
        }

        _clock.Advance(Minute);
        for (var i = 0; i < 10_000; i++)
        {
            Take(counters, Rule(100_000 + i, 5));
        }

        counters.Count.ShouldBe(10_000);
    }

    private static RateLimitAnswer Take(MemoryCounters counters, RateLimitRule rule) => counters.Decide([rule], take: true);

    private static RateLimitRule Rule(int key, int limit, int once = 0) => new((UInt128)key, limit, 60_000_000, (UInt128)once);
}
