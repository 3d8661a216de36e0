using Cosmo.Identity.Settings;

namespace Cosmo.Identity.Jobs;

/// <summary>Work that comes back: pruning, scoring, statistics.</summary>
public sealed class JobsOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Jobs";

    /// <summary>Whether this node runs jobs. Default true; off on every node, expired rows stay and nothing is scored.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How often expired rows are deleted. Default 10 minutes.</summary>
    [DurationBetween("00:00:01", "1.00:00:00")]
    public TimeSpan PrunePeriod { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often security events are counted into hourly statistics. Default 10 minutes.</summary>
    [DurationBetween("00:00:01", "1.00:00:00")]
    public TimeSpan StatisticsPeriod { get; set; } = TimeSpan.FromMinutes(10);
}
