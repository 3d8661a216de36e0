using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Accounts.ApiKeys;
using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.Accounts.ChangeEmail;
using Cosmo.Identity.Accounts.ChangePassword;
using Cosmo.Identity.Accounts.DeleteAccount;
using Cosmo.Identity.Accounts.Factors;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.Login;
using Cosmo.Identity.Accounts.LoginFactor;
using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Accounts.Passkeys;
using Cosmo.Identity.Accounts.PersonalData;
using Cosmo.Identity.Accounts.Profile;
using Cosmo.Identity.Accounts.Register;
using Cosmo.Identity.Accounts.ResetPassword;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Accounts.Security;
using Cosmo.Identity.Accounts.StepUp;
using Cosmo.Identity.Data;
using Cosmo.Identity.Jobs.Pruning;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cosmo.Identity.Accounts;

/// <summary>Registers people and how they prove who they are.</summary>
internal static class AccountsModule
{
    /// <param name="services">The services of the host.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="environment">Which accounts to offer.</param>
    /// <param name="deviceKey">Makes the key of the cookie that known devices carry.</param>
    public static IServiceCollection AddAccounts(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment, Func<IServiceProvider, byte[]> deviceKey)
    {
        services.AddSingleton<PasswordSignIn>();
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<ChosenPassword>();
        services.AddSingleton<PasswordProof>();
        services.AddSingleton<PasswordChange>();
        services.AddSingleton<ConnectedApplications>();
        services.AddSingleton<PasskeyCeremonies>();
        services.AddSingleton<PasskeyCheck>();
        services.AddSingleton<PasskeySetup>();
        services.AddPruneRule(new PruneRule("sign_in_counters", "expires_at", PruneRule.AfterExpiry));
        services.AddPruneRule(new PruneRule("one_time_tokens", "expires_at", PruneRule.AfterExpiry));
        services.AddPruneRule(new PruneRule("known_devices", "last_seen_at", TimeSpan.FromDays(365)));
        services.AddPruneRule(new PruneRule("known_networks", "last_seen_at", TimeSpan.FromDays(365)));
        services.AddSingleton(environment.IsDevelopment() ? DemoAccounts.Read(DemoAccounts.DevelopmentFile) : DemoAccounts.None);
        services.AddSingleton(configuration.GetSection(LockoutOptions.Section).Get<LockoutOptions>() ?? new LockoutOptions());
        services.AddSingleton(new SettingsReader(configuration).Read<SecondFactorsOptions>(SecondFactorsOptions.Section));
        services.AddSingleton<SignInLocks>();
        services.AddSingleton<AttemptGates>();
        services.AddSingleton(_ => new AnswerTime(TimeSpan.Zero));
        services.AddSingleton<KnownDevices>();
        services.AddSingleton(provider => new DeviceCookie(deviceKey(provider), provider.GetRequiredService<Issuer>()));
        services.AddSingleton<IFrontDoorPass, DevicePass>();
        services.AddHostedService<LearnOldHashes>();
        services.AddHostedService<OwnerWarnings>();
        services.AddSingleton<ResetRequests>();
        services.AddSingleton<BadLinks>();
        services.AddSingleton<PasswordReset>();
        services.AddSingleton<ReturnCookie>();
        services.AddSingleton<NotMeReport>();
        AddSecondFactors(services);
        AddEntry(services, configuration, environment);
        services.AddSingleton(configuration.GetSection(ApiKeysOptions.Section).Get<ApiKeysOptions>() ?? new ApiKeysOptions());
        services.AddSingleton<IssuedApiKeys>();
        services.AddSingleton(new SettingsReader(configuration).Read<AdminOptions>(AdminOptions.Section));
        services.AddSingleton(provider => new AdminNetworks(
            provider.GetRequiredService<AdminOptions>(), provider.GetService<IAdminOptionsSource>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new FactorShareReader(provider.GetRequiredService<Database>()));
        services.AddSingleton(provider => new AccountNames(provider.GetRequiredService<Database>(), provider.GetRequiredService<TimeProvider>()));
        services.AddAccountCare();
        // A month longer than it was good: its owner sees why a program stopped.
        services.AddPruneRule(new PruneRule("api_keys", "expires_at", TimeSpan.FromDays(30)));
        return services;
    }

    /// <summary>How accounts come to be, change their address and profile, and go.</summary>
    private static void AddEntry(IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddSingleton(RegistrationDoor.Of(new SettingsReader(configuration).Read<RegistrationOptions>(RegistrationOptions.Section), environment.IsDevelopment()));
        services.AddSingleton<RegistrationRequests>();
        services.AddSingleton<RegistrationConfirmation>();
        services.AddSingleton<RegistrationCookie>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<EmailChangeRequests>();
        services.AddSingleton<EmailChange>();
        services.AddSingleton<EmailUndo>();
        services.AddSingleton<ProfileChange>();
        services.AddSingleton<PersonalDataFile>();
        services.AddSingleton<AccountDeletion>();
        services.AddPruneRule(new PruneRule("registrations", "expires_at", PruneRule.AfterExpiry));
    }

    private static void AddSecondFactors(IServiceCollection services)
    {
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<FactorSecrets>();
        services.AddSingleton<FactorLocks>();
        services.AddSingleton<FactorCheck>();
        services.AddSingleton<FactorSetup>();
        services.AddSingleton<FactorChallenges>();
        services.AddSingleton<RememberedDevices>();
        services.AddSingleton<PendingSignIns>();
        services.AddSingleton<BrowserSignIn>();
        services.AddPruneRule(new PruneRule("remembered_devices", "expires_at", PruneRule.AfterExpiry));
        services.AddPruneRule(new PruneRule("factor_challenges", "expires_at", PruneRule.AfterExpiry));
    }
}
