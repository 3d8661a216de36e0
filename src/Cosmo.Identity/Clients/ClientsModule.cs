using Cosmo.Identity.Clients.Secrets;
using Cosmo.Identity.Data;
using Cosmo.Identity.Jobs.Pruning;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;

namespace Cosmo.Identity.Clients;

/// <summary>Registers relying parties, resource servers and scopes.</summary>
internal static class ClientsModule
{
    public static IServiceCollection AddClients(this IServiceCollection services)
    {
        services.AddSingleton<ClientRegistry>();
        services.AddSingleton<ClientSecretHasher>();
        services.AddSingleton(provider => new ClientReader(
            provider.GetRequiredService<ClientRegistry>(),
            provider.GetRequiredService<Database>(),
            // Commands have none.
            provider.GetRequiredService<IOpenIddictApplicationManager>,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RemoteKeySets>();
        services.AddHostedService<ClientRefresher>();
        services.AddPruneRule(new PruneRule("used_assertions", "expires_at", PruneRule.AfterExpiry));
        return services;
    }
}
