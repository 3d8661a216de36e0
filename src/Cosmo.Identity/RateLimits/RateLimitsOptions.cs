using Cosmo.Identity.Requests;
using Cosmo.Identity.Settings;

namespace Cosmo.Identity.RateLimits;

/// <summary>How often things may be tried, by whom. What is refused does not count.</summary>
internal sealed class RateLimitsOptions
{
    public const string Section = "RateLimits";

    /// <summary>Whether any limit holds. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Sign-ins with a password, right or wrong, by one address to one account. Default 5 per minute.</summary>
    public RateLimitWindows Login { get; set; } = new(5, "00:01:00");

    /// <summary>Sign-ins with a password by one address, to whichever accounts. Default 30 per minute.</summary>
    public RateLimitWindows LoginByAddress { get; set; } = new(30, "00:01:00");

    /// <summary>Sign-ins with a password from one device that the account knows, instead of the two above; of these as many may be wrong as <see cref="Login"/> allows. Default 30 per minute.</summary>
    public RateLimitWindows LoginByDevice { get; set; } = new(30, "00:01:00");

    /// <summary>Refreshes of one token family; a retry inside the leeway does not count. Default 2 per minute.</summary>
    public RateLimitWindows Refresh { get; set; } = new(2, "00:01:00");

    /// <summary>Requests for a new password, for one account and by one address. Default 3 per hour.</summary>
    public RateLimitWindows PasswordReset { get; set; } = new(3, "01:00:00");

    /// <summary>Mails that confirm an e-mail address, to one address; and changes of the address of one account. Default 3 per hour.</summary>
    public RateLimitWindows Registration { get; set; } = new(3, "01:00:00");

    /// <summary>Requests for an account by one address. Default 20 per hour.</summary>
    public RateLimitWindows RegistrationByAddress { get; set; } = new(20, "01:00:00");

    /// <summary>Calls of the HTTP API by one user. Default 1000 per hour.</summary>
    public RateLimitWindows Api { get; set; } = new(1000, "01:00:00");

    /// <summary>Failed client authentications by one address under one client identifier; at the limit that address is not heard for that client. Default 10 per minute.</summary>
    public RateLimitWindows ClientAuthentication { get; set; } = new(10, "00:01:00");

    /// <summary>Failed client authentications by one address under whichever identifiers; at the limit its failures are answered 429. Default 60 per minute.</summary>
    public RateLimitWindows ClientAuthenticationByAddress { get; set; } = new(60, "00:01:00");

    /// <summary>Tokens that this provider never issued, presented by one address (and client, at introspection), and mailed links that are not good; at the limit more of them are answered 429, good ones as ever. Default 60 per minute.</summary>
    public RateLimitWindows UnknownTokens { get; set; } = new(60, "00:01:00");

    /// <summary>Authorization requests pushed by one address for clients that have no secret. Default 60 per minute.</summary>
    public RateLimitWindows PushedRequests { get; set; } = new(60, "00:01:00");

    /// <summary>Devices that ask for a code at one address, of clients that have no secret. Default 60 per minute.</summary>
    public RateLimitWindows DeviceRequests { get; set; } = new(60, "00:01:00");

    /// <summary>Codes of devices that one person tries, right or wrong. Default 10 per 10 minutes.</summary>
    public RateLimitWindows UserCodes { get; set; } = new(10, "00:10:00");

    /// <summary>Codes of devices that are tried from one address, right or wrong. Default 20 per 10 minutes.</summary>
    public RateLimitWindows UserCodesByAddress { get; set; } = new(20, "00:10:00");

    /// <summary>How long a request waits for counters that nodes share before this node counts by itself. Default 200 ms.</summary>
    [DurationBetween("00:00:00.01", "00:00:10")]
    public TimeSpan SharedTimeout { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>CIDRs to which no rate limit, no lockout by address and no block applies. Default none.</summary>
    public ExemptNetworks ExemptNetworks { get; set; } = new();
}
