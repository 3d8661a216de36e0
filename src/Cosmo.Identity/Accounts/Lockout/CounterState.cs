using System.Data.Common;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>A counter as it stands in the database.</summary>
internal sealed record CounterState(string Key, int Failures, int Pending, DateTimeOffset LastAt)
{
    private const string Select = "SELECT key, failures, pending, last_at FROM sign_in_counters WHERE key IN ($1, $2) AND expires_at > $3";

    /// <summary>Those of the counters that have not expired.</summary>
    public static SqlStatement Of(IReadOnlyList<Counter> counters, DateTimeOffset now) => new(Select, counters[0].Key, counters[^1].Key, now);

    public static CounterState Read(DbDataReader row) => new(row.GetString(0), row.GetInt32(1), row.GetInt32(2), row.Instant(3)!.Value);

    /// <summary>The limit was reached: nothing is checked until it expires.</summary>
    public bool IsLocked(int limit) => Failures >= limit;

    /// <summary>As many passwords are being checked as failures are left: who comes now waits for their outcome.</summary>
    public bool IsFull(int limit) => Failures + Pending >= limit;
}
