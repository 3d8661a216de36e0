using Cosmo.Identity.Accounts;
using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.Accounts.Register;
using Cosmo.Identity.Clients.Secrets;
using Cosmo.Identity.Data;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Keys.Care;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.Passwords.Rules;
using Cosmo.Identity.Provisioning;
using Cosmo.Identity.Provisioning.Django;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Chain;
using Cosmo.Identity.SecurityEvents.Reading;
using Cosmo.Identity.Server.Configuration;
using Cosmo.Identity.Threats;
using Cosmo.Identity.Threats.Exemptions;

namespace Cosmo.Identity.Server.Commands;

/// <summary>What the management commands need of the product: the data and the hashers, no web server.</summary>
internal sealed class CommandServices : IAsyncDisposable
{
    private const string NoSchema = "The database has no schema yet. Run: cosmo-identity migrate";

    private readonly ServiceProvider provider;

    public CommandServices(ProgramSettings program)
    {
        provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(program.Configuration)
            // Standard output is for what the command has to say.
            .AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error))
            .AddData(program.Settings.Database)
            // Never in Development either, if there is anything under other keys: a command may stand in another directory than the server.
            .AddKeys(services => services.GetRequiredService<Schema>().HoldsNothingUnderKeys())
            .AddSecurityEvents(program.Settings.SecurityEvents, services => CosmoIdentity.EventKeyOf(services.GetRequiredService<KeyRing>()))
            .AddChangeAudits()
            .AddPasswords()
            .AddSingleton(new Issuer(program.Settings.Issuer))
            .AddPasswordRules(program.Settings.Passwords, program.Settings.BreachCheck)
            .AddSingleton(program.Settings.RateLimits.ExemptNetworks)
            .AddBlocks(program.Configuration)
            .AddSingleton<ClientSecretHasher>()
            .AddSingleton<ProvisioningApplier>()
            .AddSingleton<DjangoImport>()
            .AddOutbox()
            .AddSingleton<Invitations>()
            .AddSingleton(program.Settings.Lockout)
            .AddAccountCare()
            .BuildServiceProvider();
    }

    public Database Database => provider.GetRequiredService<Database>();

    public Schema Schema => provider.GetRequiredService<Schema>();

    public PasswordHashing Passwords => provider.GetRequiredService<PasswordHashing>();

    public PasswordRules PasswordRules => provider.GetRequiredService<PasswordRules>();

    public ClientSecretHasher Secrets => provider.GetRequiredService<ClientSecretHasher>();

    /// <summary>What is recorded is sealed when the services are disposed of.</summary>
    /// <exception cref="KeyFileException">The keys of the database are not where the settings say.</exception>
    public SecurityEventRecorder Events => provider.GetRequiredService<SecurityEventRecorder>();

    public ChainVerifier Verifier => provider.GetRequiredService<ChainVerifier>();

    public EventExport Export => provider.GetRequiredService<EventExport>();

    public ProvisioningApplier Applier => provider.GetRequiredService<ProvisioningApplier>();

    public DjangoImport DjangoImport => provider.GetRequiredService<DjangoImport>();

    public Invitations Invitations => provider.GetRequiredService<Invitations>();

    public AccountCare Accounts => provider.GetRequiredService<AccountCare>();

    public AccountSearch AccountSearch => provider.GetRequiredService<AccountSearch>();

    public Issuer Issuer => provider.GetRequiredService<Issuer>();

    public IpBlocks Blocks => provider.GetRequiredService<IpBlocks>();

    /// <summary>What administrators exempted is known once it is read.</summary>
    public StandingExemptions StandingExemptions => provider.GetRequiredService<StandingExemptions>();

    public BlockExemptions Exemptions => provider.GetRequiredService<BlockExemptions>();

    public KeyCare Keys => provider.GetRequiredService<KeyCare>();

    public TimeProvider Clock => provider.GetRequiredService<TimeProvider>();

    /// <summary>The services, once the schema is this program's.</summary>
    /// <param name="program">The settings.</param>
    /// <param name="mayMigrate">Whether an older schema, or none, may be brought up to date; the setting <c>Database:MigrateOnStart</c> has a word in it too.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="SchemaException">The schema is older or newer, or there is none.</exception>
    public static async Task<CommandServices> WithSchemaAsync(ProgramSettings program, bool mayMigrate, CancellationToken cancellationToken)
    {
        var options = program.Settings.Database;
        if (!mayMigrate && SqliteFile.IsMissing(options))
        {
            throw new SchemaException(NoSchema);
        }

        var services = new CommandServices(program);
        try
        {
            await services.RequireSchemaAsync(mayMigrate && options.MigrateOnStart, cancellationToken);
            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>The person of this name.</summary>
    /// <exception cref="RefusedException">There is nobody of this name.</exception>
    public async ValueTask<UserRecord> RequireUserAsync(string userName, CancellationToken cancellationToken) =>
        UserNames.Canonical(userName) is { } name && await Database.ReadFirstAsync(UserRecord.ByName(name), UserRecord.Read, cancellationToken) is { } user
            ? user
            : throw new RefusedException($"There is no user {ObjectReader.Quote(userName)}.");

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    private async Task RequireSchemaAsync(bool migrate, CancellationToken cancellationToken)
    {
        if (migrate)
        {
            await Schema.MigrateAsync(cancellationToken);
            return;
        }

        var state = await Schema.ReadStateAsync(cancellationToken);
        if (state.Missing.Count > 0)
        {
            throw new SchemaException(state.Applied.Count == 0 ? NoSchema : $"The database schema is older than this program, steps missing: {state.Missing.Count}. Run: cosmo-identity migrate");
        }
    }
}
