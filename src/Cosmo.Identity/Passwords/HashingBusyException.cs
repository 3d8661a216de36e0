namespace Cosmo.Identity.Passwords;

/// <summary>More passwords wait to be hashed than this machine can serve in time. Answer 503 with Retry-After; nothing was checked.</summary>
internal sealed class HashingBusyException() : Exception("Too many passwords are waiting to be hashed.")
{
    /// <summary>When a new attempt is likely to be served.</summary>
    public static TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(2);
}
