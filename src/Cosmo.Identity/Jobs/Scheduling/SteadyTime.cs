namespace Cosmo.Identity.Jobs.Scheduling;

/// <summary>The wall clock as it stood when this was made, moved on by the time since the machine started: it never jumps.</summary>
internal sealed class SteadyTime(TimeProvider clock) : TimeProvider
{
    private readonly DateTimeOffset from = clock.GetUtcNow();
    private readonly long fromTick = clock.GetTimestamp();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => from + clock.GetElapsedTime(fromTick);

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
}
