using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Passwords;

/// <summary>Registers password hashing.</summary>
internal static class PasswordsModule
{
    public static IServiceCollection AddPasswords(this IServiceCollection services)
    {
        services.AddOptions<PasswordHashingOptions>()
            .BindConfiguration(PasswordHashingOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<PasswordHashing>();
        return services;
    }
}
