using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>The writes on counters, each one atomic statement on a row. What they mean together: <see cref="SignInLocks"/>.</summary>
internal static class CounterStatements
{
    // Of places that were dropped meanwhile there is none to give back.
    private const string OneLess = "CASE WHEN pending > 0 THEN pending - 1 ELSE 0 END";

    private const string TakeText =
        """
        INSERT INTO sign_in_counters (key, failures, pending, last_at, expires_at) VALUES ($1, 0, 1, $2, $3)
        ON CONFLICT (key) DO UPDATE SET
            failures = CASE WHEN sign_in_counters.expires_at <= $2 THEN 0 ELSE sign_in_counters.failures END,
            pending = CASE WHEN sign_in_counters.expires_at <= $2 THEN 1 ELSE sign_in_counters.pending + 1 END,
            last_at = $2,
            expires_at = CASE WHEN sign_in_counters.expires_at <= $2 THEN $3 ELSE sign_in_counters.expires_at END
        WHERE sign_in_counters.failures + sign_in_counters.pending < $4 OR sign_in_counters.expires_at <= $2
        """;

    // A check that took so long that its place was dropped counts all the same.
    private const string FailText =
        $"""
        UPDATE sign_in_counters SET failures = failures + 1, pending = {OneLess}, last_at = $2, expires_at = $3
        WHERE key = $1 AND (pending > 0 OR failures < $4)
        """;

    private const string RemoveIfAloneText = "DELETE FROM sign_in_counters WHERE key = $1 AND pending <= 1";

    private const string ResetText =
        $"UPDATE sign_in_counters SET failures = 0, pending = {OneLess}, last_at = $2 WHERE key = $1";

    private const string RemoveIfUnusedText = "DELETE FROM sign_in_counters WHERE key = $1 AND pending <= 1 AND failures = 0";

    private const string GiveBackText = "UPDATE sign_in_counters SET pending = pending - 1 WHERE key = $1 AND pending > 0";

    private const string DropAbandonedText = "UPDATE sign_in_counters SET pending = 0 WHERE key = $1 AND pending > 0 AND last_at < $2";

    private const string ForgetText = "DELETE FROM sign_in_counters WHERE key = $1";

    private const string ForgetDevicesText = "DELETE FROM sign_in_counters WHERE key LIKE $1";

    /// <summary>Takes a place before a password is checked; touches no row when there is none left.</summary>
    public static SqlStatement Take(Counter counter, DateTimeOffset now, LockoutOptions options) =>
        new(TakeText, counter.Key, now, now + options.CoolOff, options.FailureLimit);

    /// <summary>The place becomes a failure, and a lock lasts from now.</summary>
    public static SqlStatement Fail(Counter counter, DateTimeOffset now, LockoutOptions options) =>
        new(FailText, counter.Key, now, now + options.CoolOff, options.FailureLimit);

    /// <summary>The person proved who they are: the failures of this counter are forgotten.</summary>
    public static IReadOnlyList<SqlStatement> Clear(Counter counter, DateTimeOffset now) =>
        [new(RemoveIfAloneText, counter.Key), new(ResetText, counter.Key, now)];

    /// <summary>The place is given back, and nothing else: what others did stays counted.</summary>
    public static IReadOnlyList<SqlStatement> GiveBack(Counter counter) => [new(RemoveIfUnusedText, counter.Key), new(GiveBackText, counter.Key)];

    /// <summary>Places that nobody will settle any more, because their server died, are given back.</summary>
    public static SqlStatement DropAbandoned(Counter counter, DateTimeOffset before) => new(DropAbandonedText, counter.Key, before);

    public static SqlStatement Forget(Counter counter) => new(ForgetText, counter.Key);

    public static SqlStatement ForgetAccount(Guid user) => Forget(Counter.OfAccount(user));

    /// <summary>The counters of all devices of an account.</summary>
    public static SqlStatement ForgetDevices(Guid user) => new(ForgetDevicesText, Counter.DevicesOf(user) + '%');
}
