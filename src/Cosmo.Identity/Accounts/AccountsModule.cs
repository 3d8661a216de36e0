using Cosmo.Identity.Accounts.Login;
using Cosmo.Identity.Jobs.Pruning;
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
        services.AddPruneRule(new PruneRule("sign_in_counters", "expires_at", PruneRule.AfterExpiry));
        services.AddPruneRule(new PruneRule("known_devices", "last_seen_at", TimeSpan.FromDays(365)));
        services.AddSingleton(environment.IsDevelopment() ? DemoAccounts.Read(DemoAccounts.DevelopmentFile) : DemoAccounts.None);
        return services;
    }
}
