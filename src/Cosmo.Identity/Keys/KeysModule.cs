using Cosmo.Identity.Data;
using Cosmo.Identity.Keys.Care;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cosmo.Identity.Keys;

/// <summary>Registers the key ring, and Data Protection sealed under it.</summary>
internal static class KeysModule
{
    /// <summary>The ring is read when it is first asked for: resolve it at start, so that a bad key file refuses the start.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="mayCreate">Asked only if key files are missing: true in Development, or while no token exists.</param>
    public static IServiceCollection AddKeys(this IServiceCollection services, Func<IServiceProvider, bool> mayCreate)
    {
        services.AddOptions<KeysOptions>().BindConfiguration(KeysOptions.Section);
        services.AddSingleton(provider => KeyRingLoader.Load(
            provider.GetRequiredService<IOptions<KeysOptions>>().Value,
            () => mayCreate(provider),
            provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton(provider => new KeyReader(provider.GetRequiredService<KeyRing>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new KeyCare(
            provider.GetRequiredService<KeyRing>(), provider.GetRequiredService<IOptions<KeysOptions>>(), provider.GetRequiredService<SecurityEventRecorder>(), provider.GetRequiredService<TimeProvider>()));
        services.AddDataProtection().SetApplicationName("cosmo-identity");
        services.AddOptions<KeyManagementOptions>().Configure<KeyRing, Database>((options, keys, database) =>
        {
            options.XmlRepository = new DataProtectionRepository(database);
            options.XmlEncryptor = new DataProtectionXmlEncryptor(keys);
        });
        return services;
    }

    /// <summary>For what runs on and on: it sees new keys without a restart.</summary>
    public static IServiceCollection AddKeyWatch(this IServiceCollection services) => services.AddHostedService<KeyRingWatch>();
}
