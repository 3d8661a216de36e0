using Cosmo.Identity.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.RateLimits;

/// <summary>
/// Decides whether one more is allowed: by the counters that nodes share, if they do, and else by this process's own. What was
/// allowed is counted here as well, so that nobody gains when the shared ones fail or come back empty.
/// </summary>
internal sealed partial class RateLimiter(
    RateLimitKey key, MemoryCounters own, TimeProvider clock, ILogger<RateLimiter> log, ISharedCounters? shared = null)
{
    /// <summary>How long shared counters that failed are left alone, so that not every request waits for them in vain.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long failedAt;
    private int isFailing;

    /// <summary>Asks for all of <paramref name="demands"/> together; with <paramref name="take"/> they count if all of them are granted.</summary>
    public async ValueTask<RateLimitAnswer> DecideAsync(RateLimitDemand[] demands, bool take)
    {
        var rules = key.Rules(demands);
        if (shared is null || IsPausing())
        {
            return own.Decide(rules, take);
        }

        // What this node knows of is less than what all know of: its no is theirs, and only who says it first is to be settled.
        // A look needs no round trip either: what was taken elsewhere is learnt when something is taken here.
        var here = own.Decide(rules, take: false);
        if (here.IsAllowed ? !take : !here.IsNews)
        {
            return here;
        }

        RateLimitAnswer everywhere;
        try
        {
            everywhere = await shared.DecideAsync(rules, take);
        }
        catch (SharedCountersException exception)
        {
            Fail(exception);
            return here.IsAllowed ? own.Decide(rules, take) : here;
        }

        Recover();
        if (!everywhere.IsAllowed)
        {
            own.Refuse(rules, everywhere.Verdicts);
            return everywhere;
        }

        // They have come back empty.
        if (!here.IsAllowed)
        {
            return here;
        }

        own.Note(rules);
        return everywhere;
    }

    private bool IsPausing() => Volatile.Read(ref isFailing) == 1 && clock.GetElapsedTime(Volatile.Read(ref failedAt)) < Pause;

    private void Fail(SharedCountersException exception)
    {
        Measures.SharedCountersFailures.Add(1);
        Volatile.Write(ref failedAt, clock.GetTimestamp());
        if (Interlocked.Exchange(ref isFailing, 1) == 0)
        {
            Failed(log, exception.Message);
        }
    }

    private void Recover()
    {
        if (Volatile.Read(ref isFailing) == 1 && Interlocked.Exchange(ref isFailing, 0) == 1)
        {
            Recovered(log);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The shared rate-limit counters do not answer; each node counts by itself until they do. {Reason}")]
    private static partial void Failed(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The shared rate-limit counters answer again.")]
    private static partial void Recovered(ILogger log);
}
