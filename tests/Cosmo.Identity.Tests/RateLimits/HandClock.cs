namespace Cosmo.Identity.Tests.RateLimits;

/// <summary>A clock whose hands a test moves: the monotonic one and, apart from it, the one on the wall.</summary>
internal sealed class HandClock : TimeProvider
{
    private long _ticks = 1;

    /// <summary>What the wall clock says.</summary>
    public DateTimeOffset Wall { get; set; } = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => Wall;

    /// <summary>Lets time pass on both.</summary>
    public void Advance(TimeSpan time)
    {
        Interlocked.Add(ref _ticks, time.Ticks);
        Wall += time;
    }
}
