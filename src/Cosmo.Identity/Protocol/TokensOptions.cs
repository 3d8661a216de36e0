using System.ComponentModel.DataAnnotations;
using Cosmo.Identity.Settings;

namespace Cosmo.Identity.Protocol;

/// <summary>How long tokens and codes live.</summary>
public sealed class TokensOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Tokens";

    /// <summary>How long an access token is accepted. Default 30 minutes; at most 24 hours.</summary>
    [DurationBetween("00:00:01", "1.00:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a token family lives from its first issue, however often it is refreshed. Default 7 days.</summary>
    [DurationBetween("00:00:01", "3650.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long after its redemption the same refresh token, from the same client, still gets the same successor: an answer that
    /// was lost is no theft. Default 10 s; the longer, the longer a thief goes unnoticed, so at most an hour; zero turns it off.
    /// </summary>
    [DurationBetween("00:00:00", "01:00:00")]
    public TimeSpan RefreshTokenReuseLeeway { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an authorization code can be redeemed. Default 1 minute; at most 10 (RFC 6749 §4.1.2).</summary>
    [DurationBetween("00:00:01", "00:10:00")]
    public TimeSpan AuthorizationCodeLifetime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a device waits for its person, and the person's code is good. Default 10 minutes, which is also the most (NIST SP 800-63B-4 §3.1.3).</summary>
    [DurationBetween("00:00:10", "00:10:00")]
    public TimeSpan DeviceCodeLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RefreshTokenLifetime < AccessTokenLifetime)
        {
            yield return new ValidationResult($"must not be shorter than {Section}:{nameof(AccessTokenLifetime)}, {AccessTokenLifetime}", [nameof(RefreshTokenLifetime)]);
        }
    }
}
