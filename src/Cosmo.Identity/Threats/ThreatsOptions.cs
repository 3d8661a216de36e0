using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Threats;

/// <summary>What is done with an address that attacks.</summary>
internal enum ThreatsMode
{
    /// <summary>Nothing is judged and nobody refused.</summary>
    Off,

    /// <summary>Judged and recorded, but only blocks that a person placed refuse anybody.</summary>
    Shadow,

    /// <summary>Judged, recorded and refused.</summary>
    Enforce,
}

/// <summary>How hard the front door is.</summary>
internal sealed class ThreatsOptions : IValidatableObject
{
    public const string Section = "Threats";

    private static readonly TimeSpan[] DefaultDurations = [TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromDays(1)];

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>What is done with an address that attacks. Default <c>enforce</c>; <c>shadow</c> to watch first what it would do.</summary>
    public ThreatsMode Mode { get; set; } = ThreatsMode.Enforce;

    /// <summary>How long the first, second, … block of the same network lasts; the last one for all after it. Default 15 minutes, an hour, a day.</summary>
    public IList<string> BlockDurations { get; set; } = [];

    /// <summary>How long a block counts towards the length of the next one of its network. Default 30 days; zero: each is the first.</summary>
    [Settings.DurationBetween("00:00:00", "365.00:00:00")]
    public TimeSpan RepetitionWindow { get; set; } = TimeSpan.FromDays(30);

    /// <summary>CIDRs that no block applies to, beside those of <c>RateLimits:ExemptNetworks</c> and what administrators exempt. Default none.</summary>
    public IList<string> ExemptNetworks { get; set; } = [];

    /// <summary>How long a block lasts when the network was blocked <paramref name="repetition"/> times before.</summary>
    public TimeSpan DurationOf(int repetition)
    {
        var durations = BlockDurations.Count == 0 ? DefaultDurations : [.. BlockDurations.Select(text => TimeSpan.Parse(text, CultureInfo.InvariantCulture))];
        return durations[Math.Min(repetition, durations.Length - 1)];
    }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < ExemptNetworks.Count; i++)
        {
            if (Subnet.TryParse(ExemptNetworks[i], out var fault) is null)
            {
                yield return new ValidationResult(fault, [$"{nameof(ExemptNetworks)}:{i}"]);
            }
        }

        for (var i = 0; i < BlockDurations.Count; i++)
        {
            // Without a colon it would be a number of days.
            if (!BlockDurations[i].Contains(':') || !TimeSpan.TryParse(BlockDurations[i], CultureInfo.InvariantCulture, out var duration) || duration <= TimeSpan.Zero || duration > Longest)
            {
                yield return new ValidationResult("is no duration from 00:00:01 to 365.00:00:00, such as 00:15:00", [$"{nameof(BlockDurations)}:{i}"]);
            }
        }
    }
}
