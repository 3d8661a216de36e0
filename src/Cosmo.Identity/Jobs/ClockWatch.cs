namespace Cosmo.Identity.Jobs;

/// <summary>
/// Compares the wall clock with one that nobody can put: the time since the machine started. A wall clock that jumped is held in
/// doubt until it is put right, or has gone steadily for an hour, in which a person could see to it.
/// </summary>
internal sealed class ClockWatch(TimeProvider clock)
{
    /// <summary>What two clocks may differ.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>How long a clock must go steadily before it is believed again.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromHours(1);

    private DateTimeOffset? seen;
    private long seenTick;
    private long steadySince = clock.GetTimestamp();
    private TimeSpan offset;

    /// <summary>What speaks against the clock; null when nothing does.</summary>
    public string? Doubt { get; private set; }

    /// <summary>Whether the clock has gone steadily for long enough, from the process's start or the last jump.</summary>
    public bool IsSettled => clock.GetElapsedTime(steadySince) >= Settling;

    /// <summary>Looks at both clocks; the more often, the less a slow drift looks like a jump.</summary>
    public DateTimeOffset Look()
    {
        var (now, tick) = (clock.GetUtcNow(), clock.GetTimestamp());
        if (seen is { } before)
        {
            Judge(now - before - clock.GetElapsedTime(seenTick, tick), tick);
        }

        (seen, seenTick) = (now, tick);
        if (Doubt is not null && IsSettled)
        {
            (Doubt, offset) = (null, TimeSpan.Zero);
        }

        return now;
    }

    /// <summary>Something else speaks against the clock: it has to prove itself from now on.</summary>
    public void Distrust(string reason)
    {
        Doubt = reason;
        steadySince = clock.GetTimestamp();
    }

    private void Judge(TimeSpan step, long tick)
    {
        if (step.Duration() <= Tolerance)
        {
            return;
        }

        offset += step;
        steadySince = tick;
        // Put right again.
        Doubt = offset.Duration() <= Tolerance ? null : $"the wall clock jumped {(offset > TimeSpan.Zero ? "forward" : "back")} by {Rounded(offset.Duration())}";
    }

    /// <summary>To the second.</summary>
    public static TimeSpan Rounded(TimeSpan duration) => TimeSpan.FromSeconds(Math.Round(duration.TotalSeconds));
}
