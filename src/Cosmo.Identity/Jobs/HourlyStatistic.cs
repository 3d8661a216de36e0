namespace Cosmo.Identity.Jobs;

/// <summary>How often something happened in one hour, kept longer than the events themselves.</summary>
public sealed class HourlyStatistic
{
    /// <summary>Start of the hour, UTC.</summary>
    public DateTimeOffset Hour { get; set; }

    /// <summary>The name of what was counted: an event type's name.</summary>
    public required string Name { get; set; }

    /// <summary>How often.</summary>
    public long Count { get; set; }
}
