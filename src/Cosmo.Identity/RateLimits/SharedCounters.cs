namespace Cosmo.Identity.RateLimits;

/// <summary>Counters that all nodes share.</summary>
internal interface ISharedCounters
{
    /// <summary>Asks all rules at once. With <paramref name="take"/> an allowed request counts in each of them, a refused one in none.</summary>
    /// <exception cref="SharedCountersException">They did not answer in time.</exception>
    Task<RateLimitAnswer> DecideAsync(RateLimitRule[] rules, bool take);
}

/// <summary>The shared counters cannot be asked right now.</summary>
internal sealed class SharedCountersException(string message, Exception? inner = null) : Exception(message, inner);
