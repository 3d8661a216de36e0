using System.ComponentModel.DataAnnotations;
using Cosmo.Identity.Settings;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>When wrong passwords end the tries, and for how long.</summary>
public sealed class LockoutOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Lockout";

    /// <summary>Failures in a row after which an account, an address or a known device is locked. Default 5; NIST SP 800-63B-4 §3.2.2 allows at most 100.</summary>
    [Range(1, 1_000_000, ErrorMessage = "must be from 1 to 1000000")]
    public int FailureLimit { get; set; } = 5;

    /// <summary>How long a lock lasts, from the failure that reached the limit; failures older than it no longer count. Default 30 minutes.</summary>
    [DurationBetween("00:00:01", "30.00:00:00")]
    public TimeSpan CoolOff { get; set; } = TimeSpan.FromMinutes(30);
}
