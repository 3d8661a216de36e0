using System.Runtime.InteropServices;

namespace Cosmo.Identity.RateLimits;

/// <summary>One limit of this server: what it is called, what it counts by and how much it allows.</summary>
/// <param name="Name">As headers, events and metrics call it.</param>
/// <param name="CountsBy">In words for the audit trail, such as <c>address and account</c>.</param>
/// <param name="Windows">Each of them holds.</param>
internal sealed record RateLimitPolicy(string Name, string CountsBy, IReadOnlyList<RateLimitWindow> Windows)
{
    /// <summary>What a request asks of this limit: one more for whoever <paramref name="key"/> names.</summary>
    public RateLimitDemand For(string key) => new(this, key);
}

/// <summary>The limits that endpoints ask for.</summary>
internal sealed class RateLimitPolicies(RateLimitsOptions options)
{
    public RateLimitPolicy Login { get; } = new("login", "address or device, and account", options.Login.All);

    public RateLimitPolicy LoginByAddress { get; } = new("login-address", "address", options.LoginByAddress.All);

    public RateLimitPolicy LoginByDevice { get; } = new("login-device", "account and device", options.LoginByDevice.All);

    public RateLimitPolicy Refresh { get; } = new("refresh", "token family", options.Refresh.All);

    public RateLimitPolicy PasswordReset { get; } = new("password-reset", "account", options.PasswordReset.All);

    public RateLimitPolicy PasswordResetByAddress { get; } = new("password-reset-address", "address", options.PasswordReset.All);

    public RateLimitPolicy Registration { get; } = new("registration", "e-mail address", options.Registration.All);

    public RateLimitPolicy RegistrationByAddress { get; } = new("registration-address", "address", options.RegistrationByAddress.All);

    public RateLimitPolicy EmailChange { get; } = new("email-change", "user", options.Registration.All);

    public RateLimitPolicy Api { get; } = new("api", "user", options.Api.All);

    public RateLimitPolicy ClientAuthentication { get; } = new("client-authentication", "address and client", options.ClientAuthentication.All);

    public RateLimitPolicy ClientAuthenticationByAddress { get; } = new("client-authentication-address", "address", options.ClientAuthenticationByAddress.All);

    public RateLimitPolicy UnknownTokens { get; } = new("unknown-tokens", "address", options.UnknownTokens.All);

    public RateLimitPolicy PushedRequests { get; } = new("pushed-requests", "address", options.PushedRequests.All);

    public RateLimitPolicy DeviceRequests { get; } = new("device-requests", "address", options.DeviceRequests.All);

    public RateLimitPolicy UserCodes { get; } = new("user-codes", "user", options.UserCodes.All);

    public RateLimitPolicy UserCodesByAddress { get; } = new("user-codes-address", "address", options.UserCodesByAddress.All);
}

/// <summary>One more, please, for whoever <paramref name="Key"/> names.</summary>
/// <param name="Policy">The limit.</param>
/// <param name="Key">In canonical form; it leaves the process only as a keyed hash.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RateLimitDemand(RateLimitPolicy Policy, string Key)
{
    /// <summary>What is asked for; asking again for the same thing, with nothing else in between, is not counted again.</summary>
    public string? Once { get; init; }

    /// <summary>Whom the key names, where that is a user; for the audit trail.</summary>
    public Guid? Subject { get; init; }

    /// <summary>Keyed hash of the name that the key holds; for the audit trail.</summary>
    public long? NameHash { get; init; }
}
