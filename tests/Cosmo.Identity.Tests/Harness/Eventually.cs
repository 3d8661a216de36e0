using System.Diagnostics;
using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Waits for a condition, never for a duration: the one place in the tests where time passes.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks again until the condition holds; fails with the reason when the deadline passes first.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan deadline, string reason)
    {
        if (!await BecomesAsync(condition, deadline))
        {
            Assert.Fail($"Within {deadline.TotalSeconds:0.#} s it never held that {reason}.");
        }
    }

    /// <summary>Asks again until the condition holds and says whether it did before the deadline.</summary>
    public static async Task<bool> BecomesAsync(Func<Task<bool>> condition, TimeSpan deadline)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Pause);
        do
        {
            if (await condition())
            {
                return true;
            }
        }
        while (watch.Elapsed < deadline && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken));

        return false;
    }

    /// <summary>Returns once the clock, which server and test share, has passed the instant: for what expires by design.</summary>
    public static Task ClockPassesAsync(DateTimeOffset instant) =>
        HoldsAsync(
            () => Task.FromResult(DateTimeOffset.UtcNow > instant),
            instant - DateTimeOffset.UtcNow + TimeSpan.FromSeconds(5),
            $"the clock passed {instant:O}");
}
