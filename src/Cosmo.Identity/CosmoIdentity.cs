using Cosmo.Identity.Accounts;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.Health;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.Protocol;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
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
        services.AddKeys(provider => environment.IsDevelopment() || HoldsNothingUnderKeys(provider.GetRequiredService<Schema>()));
        services.AddSecurityEvents(
            configuration.GetSection(SecurityEventsOptions.Section).Get<SecurityEventsOptions>() ?? new SecurityEventsOptions(),
            provider => EventKeyOf(provider.GetRequiredService<KeyRing>()));
        services.AddPasswords();
        services.AddClients();
        return services;
    }

    /// <summary>Whether missing keys may be made: nothing in the database depends on those that are lost.</summary>
    internal static bool HoldsNothingUnderKeys(Schema schema) => schema.HoldsNoTokens() && schema.HoldsNoEvents();

    /// <summary>The secret behind the audit trail, from the key files.</summary>
    internal static EventKey EventKeyOf(KeyRing keys) => new(keys.Derive("security-events"), keys.Derive("security-event-names"));

    /// <summary>The whole server.</summary>
    public static IServiceCollection AddCosmoIdentity(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment, string issuer)
    {
        services.AddCosmoIdentityCore(configuration, environment);
        services.AddSingleton(new Issuer(issuer));
        services.AddEventKeeping();
        services.AddRequests();
        services.AddSessions(configuration.GetSection(SessionsOptions.Section).Get<SessionsOptions>() ?? new SessionsOptions(), new Issuer(issuer).IsSecure);
        services.AddAccounts(configuration, environment);
        services.AddProtocol(configuration.GetSection(TokensOptions.Section).Get<TokensOptions>() ?? new TokensOptions());
        services.AddPages(new Issuer(issuer).IsSecure);
        return services;
    }

    /// <summary>The pipeline, cheapest first.</summary>
    public static WebApplication UseCosmoIdentity(this WebApplication app)
    {
        app.UseRequestOrigin();
        app.UsePublicAddress();
        app.UseSecurityHeaders(app.Services.GetRequiredService<Issuer>());
        app.UseAssets();
        app.UseProtocol();
        app.MapRazorPages();
        app.MapHealth();
        return app;
    }
}
