using System.ComponentModel.DataAnnotations;
using Cosmo.Identity.Settings;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>Over which time addresses are judged, and what follows from a score.</summary>
internal sealed class ScoringOptions : IValidatableObject
{
    public const string Section = "Threats";

    /// <summary>What is older does not count. Default an hour; each run reads all of it.</summary>
    [DurationBetween("00:05:00", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(1);

    /// <summary>After this time a hostile fact counts half. Default 20 minutes; longer sees slower attacks and forgives later.</summary>
    [DurationBetween("00:01:00", "1.00:00:00")]
    public TimeSpan HalfLife { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>Addresses with less are not listed. Default 10.</summary>
    [Range(1, 100, ErrorMessage = "must be from 1 to 100")]
    public int ListThreshold { get; set; } = 10;

    /// <summary>From here on an address is suspected, with an event. Default 40.</summary>
    [Range(1, 100, ErrorMessage = "must be from 1 to 100")]
    public int NoticeThreshold { get; set; } = 40;

    /// <summary>From here on an address is blocked. Default 80.</summary>
    [Range(1, 100, ErrorMessage = "must be from 1 to 100")]
    public int BlockThreshold { get; set; } = 80;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (NoticeThreshold < ListThreshold)
        {
            yield return new ValidationResult($"must not be less than ListThreshold, which is {ListThreshold}", [nameof(NoticeThreshold)]);
        }

        if (BlockThreshold < NoticeThreshold)
        {
            yield return new ValidationResult($"must not be less than NoticeThreshold, which is {NoticeThreshold}", [nameof(BlockThreshold)]);
        }
    }
}
