using System.Globalization;
using System.Text.Json;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>The event that a counter reached its limit: recorded once, in the transaction of the failure that did it. The mail to the owner hangs on it.</summary>
internal static class LockEvents
{
    private const string IsLockedNow = "EXISTS (SELECT 1 FROM sign_in_counters WHERE key = {0} AND failures >= {1} AND last_at = {2})";

    /// <param name="counter">What may just have been locked.</param>
    /// <param name="user">Whose account was tried, if anybody's.</param>
    /// <param name="now">The instant that the failure was written with.</param>
    /// <param name="options">The limit.</param>
    /// <param name="describe">Makes the event of the request.</param>
    /// <returns>Null for names that no account has: there is nothing to lock.</returns>
    public static SecurityEvent? Of(Counter counter, Guid? user, DateTimeOffset now, LockoutOptions options, Func<SecurityEventType, SecurityEvent> describe)
    {
        if (counter.Kind == CounterKind.UnknownName)
        {
            return null;
        }

        var fact = describe(counter.Kind switch
        {
            CounterKind.Address => SecurityEventType.AddressLocked,
            CounterKind.Device => SecurityEventType.DeviceLocked,
            CounterKind.Factor => SecurityEventType.SecondFactorLocked,
            _ => SecurityEventType.AccountLocked,
        });
        fact.SubjectId = counter.Kind == CounterKind.Address ? null : user;
        fact.Details = JsonSerializer.Serialize(new
        {
            failures = options.FailureLimit,
            until = (now + options.CoolOff).ToString("O", CultureInfo.InvariantCulture),
        });
        fact.Condition = new EventCondition(IsLockedNow, counter.Key, options.FailureLimit, now);
        return fact;
    }
}
