using System.ComponentModel.DataAnnotations;
using Cosmo.Identity.Settings;

namespace Cosmo.Identity.Keys;

/// <summary>Where the signing and encryption keys live, and for how long a signing key does what.</summary>
internal sealed class KeysOptions : IValidatableObject
{
    public const string Section = "Keys";

    /// <summary>Directory of the key files; relative paths start at the current directory. Default <c>certs</c>.</summary>
    [Required(ErrorMessage = "must name a directory")]
    public string Directory { get; set; } = "certs";

    /// <summary>
    /// How long a key signs before the job RotateKeys lets another take over. Default 90 days; zero makes no keys by itself, as it
    /// must be where every node has a folder of its own.
    /// </summary>
    [DurationBetween("00:00:00", "3650.00:00:00")]
    public TimeSpan RotationPeriod { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long a new key is published before it signs, so that every relying party has fetched it by then. Default 14 days; at least
    /// the hour for which the published keys may be cached.
    /// </summary>
    [DurationBetween("01:00:00", "365.00:00:00")]
    public TimeSpan AnnouncePeriod { get; set; } = TimeSpan.FromDays(14);

    /// <summary>
    /// How long what a key signed is accepted after the next one took over: access tokens, and ID tokens that clients send as hints at
    /// the sign-out. Default 14 days; at least a day, the longest that an access token can live.
    /// </summary>
    [DurationBetween("1.00:00:00", "3650.00:00:00")]
    public TimeSpan RetirePeriod { get; set; } = TimeSpan.FromDays(14);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RotationPeriod > TimeSpan.Zero && RotationPeriod <= AnnouncePeriod)
        {
            yield return new ValidationResult(
                $"must be zero or longer than {Section}:{nameof(AnnouncePeriod)}, {AnnouncePeriod}: the next key is announced while this one signs", [nameof(RotationPeriod)]);
        }
    }
}
