using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Accounts.ApiKeys;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.Register;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Data;
using Cosmo.Identity.Jobs;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.Passwords.Breaches;
using Cosmo.Identity.Passwords.Rules;
using Cosmo.Identity.Places;
using Cosmo.Identity.Protocol;
using Cosmo.Identity.Provisioning;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Cosmo.Identity.Settings;
using Cosmo.Identity.Telemetry;
using Cosmo.Identity.Threats;
using Cosmo.Identity.Threats.Detection;
using Cosmo.Identity.Threats.Scoring;
using Microsoft.Extensions.Configuration;

namespace Cosmo.Identity;

/// <summary>All settings, read and checked at once: either every one of them fits, or all that do not are told together.</summary>
internal sealed record CosmoSettings
{
    public required string Issuer { get; init; }

    public required DatabaseOptions Database { get; init; }

    public required TokensOptions Tokens { get; init; }

    public required SessionsOptions Sessions { get; init; }

    public required KeysOptions Keys { get; init; }

    public required MailOptions Mail { get; init; }

    public required LockoutOptions Lockout { get; init; }

    public required SecondFactorsOptions SecondFactors { get; init; }

    public required RegistrationOptions Registration { get; init; }

    public required ReverseProxyOptions ReverseProxy { get; init; }

    public required GeoIpOptions GeoIp { get; init; }

    public required PasswordHashingOptions PasswordHashing { get; init; }

    public required PasswordsOptions Passwords { get; init; }

    public required BreachCheckOptions BreachCheck { get; init; }

    public required ApiKeysOptions ApiKeys { get; init; }

    public required AdminOptions Admin { get; init; }

    public required ProvisioningOptions Provisioning { get; init; }

    public required RateLimitsOptions RateLimits { get; init; }

    public required RedisOptions Redis { get; init; }

    public required ThreatsOptions Threats { get; init; }

    public required JobsOptions Jobs { get; init; }

    public required MetricsOptions Metrics { get; init; }

    public required SecurityEventsOptions SecurityEvents { get; init; }

    public required ScoringOptions Scoring { get; init; }

    public required ScoringWeights ScoringWeights { get; init; }

    public required DetectionOptions Detection { get; init; }

    /// <exception cref="SettingsException">With every failure.</exception>
    public static CosmoSettings Read(IConfiguration configuration, bool isDevelopment)
    {
        var reader = new SettingsReader(configuration);
        var settings = new CosmoSettings
        {
            Issuer = IssuerSetting.Read(reader, configuration, isDevelopment),
            Database = reader.Read<DatabaseOptions>(DatabaseOptions.Section),
            Tokens = reader.Read<TokensOptions>(TokensOptions.Section),
            Sessions = reader.Read<SessionsOptions>(SessionsOptions.Section),
            Keys = reader.Read<KeysOptions>(KeysOptions.Section),
            Mail = reader.Read<MailOptions>(MailOptions.Section),
            Lockout = reader.Read<LockoutOptions>(LockoutOptions.Section),
            SecondFactors = reader.Read<SecondFactorsOptions>(SecondFactorsOptions.Section),
            Registration = reader.Read<RegistrationOptions>(RegistrationOptions.Section),
            ReverseProxy = reader.Read<ReverseProxyOptions>(ReverseProxyOptions.Section),
            GeoIp = reader.Read<GeoIpOptions>(GeoIpOptions.Section),
            PasswordHashing = reader.Read<PasswordHashingOptions>(PasswordHashingOptions.Section),
            Passwords = reader.Read<PasswordsOptions>(PasswordsOptions.Section),
            BreachCheck = reader.Read<BreachCheckOptions>(BreachCheckOptions.Section),
            ApiKeys = reader.Read<ApiKeysOptions>(ApiKeysOptions.Section),
            Admin = reader.Read<AdminOptions>(AdminOptions.Section),
            Jobs = reader.Read<JobsOptions>(JobsOptions.Section),
            Metrics = reader.Read<MetricsOptions>(MetricsOptions.Section),
            Provisioning = reader.Read<ProvisioningOptions>(ProvisioningOptions.Section),
            RateLimits = reader.Read<RateLimitsOptions>(RateLimitsOptions.Section),
            Redis = reader.Read<RedisOptions>(RedisOptions.Section),
            Threats = reader.Read<ThreatsOptions>(ThreatsOptions.Section),
            SecurityEvents = reader.Read<SecurityEventsOptions>(SecurityEventsOptions.Section),
            Scoring = reader.Read<ScoringOptions>(ScoringOptions.Section),
            ScoringWeights = reader.Read<ScoringWeights>(ScoringWeights.Section),
            Detection = reader.Read<DetectionOptions>(DetectionOptions.Section),
        };
        RefuseForwardedHeadersSwitch(reader, configuration);
        return reader.Failures.Count == 0 ? settings : throw new SettingsException(reader.Failures);
    }

    // ASP.NET Core's own switch believes X-Forwarded-* of every peer: whoever sends the header would choose their address.
    private static void RefuseForwardedHeadersSwitch(SettingsReader reader, IConfiguration configuration)
    {
        const string Key = "ForwardedHeaders_Enabled";
        if (configuration[Key] is { Length: > 0 } value && !string.Equals(value, "false", StringComparison.OrdinalIgnoreCase))
        {
            reader.Fail("ASPNETCORE_FORWARDEDHEADERS_ENABLED", value, "would trust every peer's X-Forwarded-For; unset it and name your proxies in ReverseProxy:TrustedNetworks");
        }
    }
}
