using Cosmo.Identity.Settings;

namespace Cosmo.Identity.Sessions;

/// <summary>How long a browser stays signed in.</summary>
public sealed class SessionsOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Sessions";

    /// <summary>How long a sign-in lasts when the person did not ask to be remembered; the cookie also goes with the browser. Default 12 hours.</summary>
    [DurationBetween("00:01:00", "30.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long a sign-in lasts when the person asked to be remembered. Default 30 days (NIST SP 800-63B-4, AAL1).</summary>
    [DurationBetween("00:01:00", "365.00:00:00")]
    public TimeSpan RememberedLifetime { get; set; } = TimeSpan.FromDays(30);
}
