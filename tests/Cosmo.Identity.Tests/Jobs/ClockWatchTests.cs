using Cosmo.Identity.Jobs;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Jobs;

/// <summary>When a wall clock is doubted, and when it is believed again (PRUNE-01, F-23).</summary>
public sealed class ClockWatchTests
{
    private readonly TurnedClock clock = new();

    [Theory]
    [InlineData(0)]
    [InlineData(299)]
    [InlineData(-299)]
    public void A_clock_that_goes_or_is_slightly_put_right_is_believed(int seconds)
    {
        var watch = Looked();
        clock.Put(TimeSpan.FromSeconds(seconds));
        clock.Pass(TimeSpan.FromHours(2));

        watch.Look();

        watch.Doubt.ShouldBeNull();
    }

    [Theory]
    [InlineData(3600, "forward")]
    [InlineData(31_536_000, "forward")]
    [InlineData(-3600, "back")]
    [InlineData(301, "forward")]
    public void A_jump_is_doubted_and_said_in_its_direction(int seconds, string word)
    {
        var watch = Looked();
        clock.Put(TimeSpan.FromSeconds(seconds));
        clock.Pass(TimeSpan.FromMinutes(1));

        watch.Look();

        watch.Doubt.ShouldNotBeNull().ShouldContain(word);
    }

    [Fact]
    public void A_clock_put_right_again_is_believed_at_once()
    {
        var watch = Looked();
        clock.Put(TimeSpan.FromDays(365));
        watch.Look();
        clock.Put(TimeSpan.FromDays(-365));

        watch.Look();

        watch.Doubt.ShouldBeNull();
    }

    [Fact]
    public void A_jump_is_doubted_for_an_hour_of_steady_going()
    {
        var watch = Looked();
        clock.Put(TimeSpan.FromDays(1));
        watch.Look();
        for (var minutes = 0; minutes < 59; minutes++)
        {
            clock.Pass(TimeSpan.FromMinutes(1));
            watch.Look();
            watch.Doubt.ShouldNotBeNull($"after {minutes} minutes");
        }

        clock.Pass(TimeSpan.FromMinutes(2));
        watch.Look();

        watch.Doubt.ShouldBeNull();
    }

    private ClockWatch Looked()
    {
        var watch = new ClockWatch(clock);
        watch.Look();
        return watch;
    }
}
