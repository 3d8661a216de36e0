using Cosmo.Identity.Accounts.Login;
using Cosmo.Identity.Data;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Provisioning;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Server.Configuration;
using Microsoft.Data.Sqlite;

namespace Cosmo.Identity.Server.Commands;

/// <summary>What must be right before the first request is answered: schema, keys, provisioning, in this order. Any of them refuses the start.</summary>
internal sealed partial class Preparation(IServiceProvider services, ProgramSettings program, ILogger<Preparation> log)
{
    /// <summary>A database that starts together with this server needs a while; one that is not there after it will not come.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    public static Task RunAsync(IServiceProvider services, ProgramSettings program, CancellationToken cancellationToken) =>
        ActivatorUtilities.CreateInstance<Preparation>(services, services, program).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> steps = [];
        await WithPatienceAsync(async () => steps = await PrepareSchemaAsync(cancellationToken), cancellationToken);
        // Reading the ring is what finds a missing or open key file.
        services.GetRequiredService<KeyRing>();
        if (steps.Count > 0)
        {
            await ServerEvents.MigratedAsync(services.GetRequiredService<SecurityEventRecorder>(), steps, null, cancellationToken);
        }

        await ProvisionAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<string>> PrepareSchemaAsync(CancellationToken cancellationToken)
    {
        var schema = services.GetRequiredService<Schema>();
        if (!program.Settings.Database.MigrateOnStart)
        {
            var state = await schema.ReadStateAsync(cancellationToken);
            if (state.Missing.Count > 0)
            {
                throw new SchemaException($"The database schema is older than this program, steps missing: {state.Missing.Count}, and Database:MigrateOnStart is false. Run: cosmo-identity migrate");
            }

            return [];
        }

        var steps = await schema.MigrateAsync(cancellationToken);
        foreach (var step in steps)
        {
            Migrated(log, step);
        }

        return steps;
    }

    private async Task ProvisionAsync(CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        if (program.IsDevelopment && File.Exists(DemoAccounts.DevelopmentFile))
        {
            paths.Add(DemoAccounts.DevelopmentFile);
        }

        if (program.Settings.Provisioning.File is { Length: > 0 } given)
        {
            paths.Add(given);
        }

        if (paths.Count == 0)
        {
            return;
        }

        var file = await ProvisioningSource.ReadAsync(paths[0], cancellationToken);
        foreach (var path in paths.Skip(1))
        {
            file = (await ProvisioningSource.ReadAsync(path, cancellationToken)).Over(file);
        }

        var names = string.Join(", ", paths.Select(Path.GetFileName));
        using var acting = Acting.As($"provisioning:{names}");
        var applier = services.GetRequiredService<ProvisioningApplier>();
        foreach (var change in ProvisioningSource.Require(paths[^1], await applier.ApplyAsync(file, names, dryRun: false, cancellationToken)).Changes)
        {
            Provisioned(log, change);
        }
    }

    private async Task WithPatienceAsync(Func<Task> act, CancellationToken cancellationToken)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var begun = clock.GetTimestamp();
        for (var pause = TimeSpan.FromSeconds(0.5); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await act();
                return;
            }
            catch (Exception exception) when (MayComeYet(exception) && clock.GetElapsedTime(begun) + pause < Patience)
            {
                NotYet(log, pause, exception.InnerException?.Message ?? exception.Message);
                await Task.Delay(pause, clock, cancellationToken);
            }
        }
    }

    /// <summary>A locked file is let go, a server comes up; a path that cannot be opened stays so.</summary>
    private static bool MayComeYet(Exception exception) => DatabaseUnavailableException.IsTransient(exception)
        && exception is not SqliteException { SqliteErrorCode: not (5 or 6) };

    [LoggerMessage(Level = LogLevel.Information, Message = "The database schema was brought up to {Step}.")]
    private static partial void Migrated(ILogger log, string step);

    [LoggerMessage(Level = LogLevel.Information, Message = "Provisioning changed {Change}.")]
    private static partial void Provisioned(ILogger log, Change change);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer yet; it is asked again in {Pause}. {Reason}")]
    private static partial void NotYet(ILogger log, TimeSpan pause, string reason);
}
