using Cosmo.Identity.Passwords.Breaches;
using Cosmo.Identity.Passwords.Rules;
using Cosmo.Identity.SecurityEvents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Passwords;

/// <summary>Registers how passwords are hashed, and which may be set.</summary>
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

    /// <summary>What every place that sets a password asks; it needs the issuer and the audit trail.</summary>
    public static IServiceCollection AddPasswordRules(this IServiceCollection services, PasswordsOptions rules, BreachCheckOptions breaches)
    {
        services.AddSingleton(rules);
        services.AddSingleton(_ => new BreachRange(breaches));
        services.AddSingleton(provider => new BreachCheck(
            provider.GetRequiredService<BreachRange>(),
            provider.GetRequiredService<SecurityEventRecorder>,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BreachCheck>>()));
        services.AddSingleton<PasswordRules>();
        return services;
    }
}
