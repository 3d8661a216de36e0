using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.Security;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Accounts.Care;

/// <summary>Registers what the console and the commands see of accounts and do to them.</summary>
internal static class CareModule
{
    public static IServiceCollection AddAccountCare(this IServiceCollection services) => services
        .AddSingleton(provider => new AccountCare(provider.GetRequiredService<Database>(), provider.GetRequiredService<Outbox>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(provider => new AccountSearch(provider.GetRequiredService<Database>(), provider.GetRequiredService<LockoutOptions>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(provider => new AccountReader(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<AccountSearch>(), provider.GetRequiredService<ConnectedApplications>(), provider.GetRequiredService<TimeProvider>()));
}
