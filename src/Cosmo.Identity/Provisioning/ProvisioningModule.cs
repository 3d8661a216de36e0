using Cosmo.Identity.Clients;
using Cosmo.Identity.Clients.Secrets;
using Cosmo.Identity.Data;
using Cosmo.Identity.Passwords;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Provisioning;

/// <summary>Registers what administrators declare one by one, beside the files that declare much at once.</summary>
internal static class ProvisioningModule
{
    public static IServiceCollection AddProvisioning(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ClientOrders(
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<ClientRegistry>(),
            provider.GetRequiredService<ClientSecretHasher>(),
            provider.GetRequiredService<PasswordHashing>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ScopeOrders(provider.GetRequiredService<Database>(), provider.GetRequiredService<ClientRegistry>()));
        return services;
    }
}
