using Cosmo.Identity.Accounts.Lockout;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Locked;

/// <summary>Tells a person whose tries fail what a lock is, how long it lasts at most and what to do. It knows nothing of who asks: every visitor reads the same.</summary>
internal sealed class LockedModel(LockoutOptions options) : PageModel
{
    /// <summary>Failures in a row that set a lock.</summary>
    public int Limit => options.FailureLimit;

    /// <summary>How long a lock lasts, in words.</summary>
    public string Duration => Words(options.CoolOff);

    /// <summary>Rounded up in its largest unit that fits twice, so that nobody comes back too early.</summary>
    public static string Words(TimeSpan duration) => duration switch
    {
        { TotalDays: >= 2 } => Count(duration.TotalDays, "day"),
        { TotalHours: >= 2 } => Count(duration.TotalHours, "hour"),
        { TotalMinutes: >= 2 } => Count(duration.TotalMinutes, "minute"),
        _ => Count(duration.TotalSeconds, "second"),
    };

    private static string Count(double number, string unit) => Math.Ceiling(number) is var whole and > 1 ? $"{whole:0} {unit}s" : $"1 {unit}";
}
