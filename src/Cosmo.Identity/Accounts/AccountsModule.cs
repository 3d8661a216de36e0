using Cosmo.Identity.Accounts.Login;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cosmo.Identity.Accounts;

/// <summary>Registers people and how they prove who they are.</summary>
internal static class AccountsModule
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddSingleton<PasswordSignIn>();
        services.AddSingleton<SignInLimits>();
        services.AddSingleton(environment.IsDevelopment() ? DemoAccounts.Read(DemoAccounts.DevelopmentFile) : DemoAccounts.None);
        return services;
    }
}
