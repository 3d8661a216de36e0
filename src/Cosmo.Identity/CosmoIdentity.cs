using Cosmo.Identity.Accounts;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.Health;
using Cosmo.Identity.Jobs;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Keys.Care;
using Cosmo.Identity.Layout;
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
using Cosmo.Identity.SecurityEvents.Chain;
using Cosmo.Identity.Sessions;
using Cosmo.Identity.Settings;
using Cosmo.Identity.Threats;
using Cosmo.Identity.Threats.Scoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cosmo.Identity;

/// <summary>The product: its slices, and nothing else.</summary>
public static class CosmoIdentity
{
    /// <summary>What every command needs: the database, the keys and the clients, but no web server.</summary>
    public static IServiceCollection AddCosmoIdentityCore(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddData(configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions());
        services.AddKeys(provider => environment.IsDevelopment() || provider.GetRequiredService<Schema>().HoldsNothingUnderKeys());
        services.AddSecurityEvents(
            configuration.GetSection(SecurityEventsOptions.Section).Get<SecurityEventsOptions>() ?? new SecurityEventsOptions(),
            provider => EventKeyOf(provider.GetRequiredService<KeyRing>()));
        services.AddChangeAudits();
        services.AddPasswords();
        services.AddClients();
        return services;
    }

    /// <summary>What each slice says of administrative changes of its rows.</summary>
    internal static IServiceCollection AddChangeAudits(this IServiceCollection services)
    {
        services.AddSingleton<IChangeAudit, UserAudit>();
        services.AddSingleton<IChangeAudit, ClientAudit>();
        services.AddSingleton<IChangeAudit, ScopeAudit>();
        return services;
    }

    /// <summary>The secret of the audit trail, the same in the server and in every command.</summary>
    internal static EventKey EventKeyOf(KeyRing keys) => new(keys.Derive("security-events"), keys.Derive("security-event-names"));

    /// <summary>The whole server.</summary>
    public static IServiceCollection AddCosmoIdentity(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment, string issuer)
    {
        services.AddCosmoIdentityCore(configuration, environment);
        services.AddSingleton(new Issuer(issuer));
        services.AddEventKeeping();
        services.AddKeyWatch();
        services.AddPasswordRules(
            new SettingsReader(configuration).Read<PasswordsOptions>(PasswordsOptions.Section),
            new SettingsReader(configuration).Read<BreachCheckOptions>(BreachCheckOptions.Section));
        services.AddRequests();
        services.AddPlaces(configuration.GetSection(GeoIpOptions.Section).Get<GeoIpOptions>() ?? new GeoIpOptions());
        services.AddMail(configuration.GetSection(MailOptions.Section).Get<MailOptions>() ?? new MailOptions(), environment.IsDevelopment());
        services.AddRateLimits(
            new SettingsReader(configuration).Read<RateLimitsOptions>(RateLimitsOptions.Section),
            new SettingsReader(configuration).Read<RedisOptions>(RedisOptions.Section),
            (configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions()).Provider == DatabaseProvider.PostgreSql,
            provider => provider.GetRequiredService<KeyRing>().Derive("rate-limits"));
        services.AddThreats(configuration);
        services.AddSessions(configuration.GetSection(SessionsOptions.Section).Get<SessionsOptions>() ?? new SessionsOptions(), new Issuer(issuer).IsSecure);
        services.AddAccounts(configuration, environment, provider => provider.GetRequiredService<KeyRing>().Derive("device-cookie"));
        services.AddProtocol(configuration.GetSection(TokensOptions.Section).Get<TokensOptions>() ?? new TokensOptions());
        services.AddProvisioning();
        services.AddPages(new Issuer(issuer).IsSecure);
        services.AddHealth();
        AddJobs(services, configuration.GetSection(JobsOptions.Section).Get<JobsOptions>() ?? new JobsOptions());
        return services;
    }

    // Those of slices that Jobs uses, or that need not know of it.
    private static void AddJobs(IServiceCollection services, JobsOptions options)
    {
        services.AddJobs(options);
        services.AddRecurringJob<PruneEventsJob>("PruneEvents", TimeSpan.FromHours(1), (job, cancellationToken) => job.RunAsync(cancellationToken), deletesByAge: true);
        services.AddRecurringJob<RotateKeysJob>(RotateKeysJob.Name, TimeSpan.FromDays(1), (job, cancellationToken) => job.RunAsync(cancellationToken));
        services.AddRecurringJob<ScoreAddressesJob>("ScoreAddresses", TimeSpan.FromMinutes(1), (job, cancellationToken) => job.RunAsync(cancellationToken));
    }

    /// <summary>The pipeline, cheapest first.</summary>
    /// <param name="app">The host.</param>
    /// <param name="operations">What the host answers itself, once the client's address is known.</param>
    public static WebApplication UseCosmoIdentity(this WebApplication app, Action? operations = null)
    {
        app.UseRequestOrigin();
        app.UsePublicAddress();
        app.UseSecurityHeaders(app.Services.GetRequiredService<Issuer>());
        app.UseThreats();
        operations?.Invoke();
        app.UseAssets();
        app.UseLanguages();
        app.UseProtocol();
        app.MapRazorPages();
        app.MapLanguageChoice();
        app.MapHealth();
        return app;
    }
}
