using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Data;

/// <summary>
/// Brings the schema up to date, and refuses one that a newer program made. EF Core is asked only when a step is missing: its
/// model would be half of the start on a current schema, and a fifth of the memory that is in use after it.
/// </summary>
internal sealed class Schema(Database database, DatabaseOptions options)
{
    private static readonly SqlStatement SelectSqliteHistory = new(
        $"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{DataModule.HistoryTable}'");

    private static readonly SqlStatement SelectPostgreSqlHistory = new(
        $"SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = '{DataModule.HistoryTable}'");

    private static readonly SqlStatement SelectApplied = new($"SELECT migration_id FROM {DataModule.HistoryTable} ORDER BY migration_id");

    private static readonly SqlStatement SelectAnyUnderKeys = new("SELECT 1 WHERE EXISTS (SELECT 1 FROM tokens) OR EXISTS (SELECT 1 FROM security_events)");

    /// <summary>How the schema stands to this program.</summary>
    /// <exception cref="SchemaException">A newer program made the schema.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached.</exception>
    public async Task<SchemaState> ReadStateAsync(CancellationToken cancellationToken)
    {
        var known = SchemaSteps.Of(database.Provider);
        var applied = await ReadAppliedAsync(cancellationToken);
        if (applied.FirstOrDefault(migration => !known.Contains(migration, StringComparer.Ordinal)) is { } stranger)
        {
            throw new SchemaException(
                $"The database has the schema step '{stranger}', which this program does not know: a newer version of Cosmo Identity made it. Run that version, or restore a backup from before the upgrade.");
        }

        return new SchemaState(applied, [.. known.Except(applied, StringComparer.Ordinal)]);
    }

    /// <summary>Applies what is missing; one process does it, the others wait. Returns the steps that were applied.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        if ((await ReadStateAsync(cancellationToken)).Missing.Count == 0)
        {
            return [];
        }

        await using var migrating = await LockAsync(cancellationToken);
        var state = await ReadStateAsync(cancellationToken);
        if (state.Missing.Count == 0)
        {
            return [];
        }

        await using var context = database.CreateContext();
        context.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
            // EF Core's own lock is a row that a killed process leaves behind; the lock held here says nobody owns it.
            await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        }

        await context.Database.MigrateAsync(cancellationToken);
        return state.Missing;
    }

    /// <summary>Whether missing keys may be made: no token depends on those that are lost, and no event was sealed under them.</summary>
    public bool HoldsNothingUnderKeys() => database.ReadAllNow(SelectAnyUnderKeys, row => row.GetInt32(0)).Count == 0;

    private async Task<IReadOnlyList<string>> ReadAppliedAsync(CancellationToken cancellationToken)
    {
        var exists = database.Provider == DatabaseProvider.Sqlite ? SelectSqliteHistory : SelectPostgreSqlHistory;
        return await database.ReadFirstAsync(exists, row => row.GetInt64(0), cancellationToken) == 0
            ? []
            : await database.ReadAllAsync(SelectApplied, row => row.GetString(0), cancellationToken);
    }

    /// <summary>Freed when its owner dies. SQLite: a file beside the database. PostgreSQL: an advisory lock, taken before EF Core's own, which needs a table.</summary>
    private async Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken)
    {
        if (database.Provider != DatabaseProvider.Sqlite)
        {
            return await AdvisoryLock.TakeAsync(database, cancellationToken);
        }

        var path = new DbConnectionStringBuilder { ConnectionString = SqliteDatabase.ConnectionString(options) }["Data Source"] + ".migrating";
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
    }
}

/// <summary>Which steps of the schema are there, and which are missing.</summary>
internal sealed record SchemaState(IReadOnlyList<string> Applied, IReadOnlyList<string> Missing);

/// <summary>The schema does not fit this program; the message says what to do.</summary>
public sealed class SchemaException(string message) : Exception(message);
