namespace Cosmo.Identity.Tests.Jobs;

/// <summary>A wall clock and a monotonic one that a test turns, together or apart.</summary>
internal sealed class TurnedClock : TimeProvider
{
    private DateTimeOffset wall = DateTimeOffset.UtcNow;
    private TimeSpan running = TimeSpan.FromHours(3);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => wall;

    public override long GetTimestamp() => running.Ticks;

    /// <summary>Time passes on both.</summary>
    public void Pass(TimeSpan time)
    {
        wall += time;
        running += time;
    }

    /// <summary>Somebody puts the wall clock.</summary>
    public void Put(TimeSpan step) => wall += step;
}
