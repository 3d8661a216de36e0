using System.ComponentModel.DataAnnotations;
using Cosmo.Identity.Settings;

namespace Cosmo.Identity.Accounts.ApiKeys;

/// <summary>Whether people may make keys for their programs, and which.</summary>
internal sealed class ApiKeysOptions
{
    public const string Section = "ApiKeys";

    /// <summary>Whether there are API keys at all. Where there are none, those that were made open nothing. Default false, in Development true.</summary>
    public bool Enabled { get; set; }

    /// <summary>How long a key may be good at most; it needs an end. Default 365 days.</summary>
    [DurationBetween("01:00:00", "3650.00:00:00")]
    public TimeSpan LongestLifetime { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How many live keys a person may have. Default 20.</summary>
    [Range(1, 1000)]
    public int MostPerUser { get; set; } = 20;
}
