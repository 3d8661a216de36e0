using Cosmo.Identity.Settings;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>How long the audit trail is kept.</summary>
public sealed class SecurityEventsOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "SecurityEvents";

    /// <summary>
    /// Events older than this are deleted by a job; what remains of them is the chain, which still proves that nothing else is
    /// missing. Shorter than an hour, and the scoring of addresses has nothing to look at. Default: a year.
    /// </summary>
    [DurationBetween("00:00:01", "36500.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(365);
}
