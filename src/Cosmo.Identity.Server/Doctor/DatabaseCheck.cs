using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.Server.Commands;
using Cosmo.Identity.Server.Configuration;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Server.Doctor;

/// <summary>Whether the database answers, has this program's schema and keeps what it has acknowledged; then what is in it.</summary>
internal static class DatabaseCheck
{
    public static async IAsyncEnumerable<Finding> RunAsync(
        ProgramSettings program, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = program.Settings.Database;
        if (SqliteFile.IsMissing(options))
        {
            yield return new Finding.Warning("database", $"there is none yet at {SqliteFile.PathOf(options)}", "The first start makes it, or: cosmo-identity migrate");
            yield break;
        }

        await using var services = new CommandServices(program);
        var schema = await CheckSchemaAsync(services, options, cancellationToken);
        yield return schema;
        if (schema is not Finding.Fine)
        {
            yield break;
        }

        await using var context = services.Database.CreateContext();
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            yield return await CheckDurabilityAsync(context, cancellationToken);
            yield return await CheckIntegrityAsync(context, cancellationToken);
        }

        var clients = await context.Set<Client>().AsNoTracking().OrderBy(client => client.ClientId).ToListAsync(cancellationToken);
        var scopes = await context.Set<Scope>().AsNoTracking().Select(scope => scope.Name!).ToListAsync(cancellationToken);
        foreach (var finding in ClientsCheck.Run(clients, scopes, program.IsDevelopment))
        {
            yield return finding;
        }
    }

    private static async Task<Finding> CheckSchemaAsync(CommandServices services, DatabaseOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var state = await services.Schema.ReadStateAsync(cancellationToken);
            return state.Missing.Count == 0 ? new Finding.Fine("database", $"{options.Provider}, schema {state.Applied[^1]}")
                : options.MigrateOnStart ? new Finding.Warning("database", $"the schema lacks {string.Join(", ", state.Missing)}", "The next start brings it up to date, or: cosmo-identity migrate")
                : new Finding.Error("database", $"the schema lacks {string.Join(", ", state.Missing)}", "Run: cosmo-identity migrate");
        }
        catch (SchemaException exception)
        {
            return new Finding.Error("database", exception.Message, "The server does not start before.");
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException || DatabaseUnavailableException.IsTransient(exception))
        {
            return new Finding.Error("database", $"cannot be used: {(exception.InnerException ?? exception).Message}", "Check Database:Provider and Database:ConnectionString, and that the database runs and may be written.");
        }
    }

    private static async Task<Finding> CheckDurabilityAsync(CosmoDbContext context, CancellationToken cancellationToken)
    {
        var journal = await PragmaAsync(context, "journal_mode", cancellationToken);
        var synchronous = await PragmaAsync(context, "synchronous", cancellationToken);
        return journal == "wal" && synchronous is "2" or "3"
            ? new Finding.Fine("database", "WAL with synchronous=FULL: what is acknowledged survives a power cut")
            : new Finding.Error("database", $"journal_mode is {journal} and synchronous is {synchronous}, not wal and 2", "Put the file on a local disk; network file systems have no WAL.");
    }

    private static async Task<Finding> CheckIntegrityAsync(CosmoDbContext context, CancellationToken cancellationToken) =>
        await PragmaAsync(context, "quick_check(1)", cancellationToken) is var answer && answer == "ok"
            ? new Finding.Fine("database", "the file is whole")
            : new Finding.Error("database", $"the file is damaged: {answer}", "Stop the server and restore a backup.");

    private static async Task<string> PragmaAsync(CosmoDbContext context, string pragma, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA " + pragma;
        return Convert.ToString(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }
}
