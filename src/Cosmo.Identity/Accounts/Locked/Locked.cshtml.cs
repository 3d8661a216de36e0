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
        { TotalDays: >= 2 } => Count(duration.TotalDays, LockedTexts.Day, LockedTexts.Days),
        { TotalHours: >= 2 } => Count(duration.TotalHours, LockedTexts.Hour, LockedTexts.Hours),
        { TotalMinutes: >= 2 } => Count(duration.TotalMinutes, LockedTexts.Minute, LockedTexts.Minutes),
        _ => Count(duration.TotalSeconds, LockedTexts.Second, LockedTexts.Seconds),
    };

    private static string Count(double number, string one, string several) => Math.Ceiling(number) is var whole and > 1 ? string.Format(several, whole) : one;
}
