using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Data;

/// <summary>
/// SQLite in WAL with <c>synchronous=FULL</c>. It has one writer, so writes wait for each other here, in order and with a
/// deadline, instead of in SQLite's busy handler, which sleeps and starves; statements that wait together share one commit.
/// </summary>
internal sealed class SqliteDatabase : Database
{
    private readonly Func<IDbContextFactory<SqliteDbContext>> contexts;
    private readonly string connectionString;
    private readonly SqliteReaders readers;
    private readonly SqliteGroupWriter writer;
    private readonly SemaphoreSlim gate = new(1, 1);

    public SqliteDatabase(DatabaseOptions options, Func<IDbContextFactory<SqliteDbContext>> contexts) : base(options.Deadline)
    {
        this.contexts = contexts;
        connectionString = ConnectionString(options);
        readers = new SqliteReaders(connectionString);
        writer = new SqliteGroupWriter(connectionString, gate, options.Deadline);
    }

    public override DatabaseProvider Provider => DatabaseProvider.Sqlite;

    /// <summary>The operator's connection string with foreign keys on and a short wait in the driver: the gate does the waiting.</summary>
    public static string ConnectionString(DatabaseOptions options)
    {
        var builder = new SqliteConnectionStringBuilder(options.ConnectionString) { ForeignKeys = true };
        builder.DefaultTimeout = Math.Max(1, (int)Math.Ceiling(options.Deadline.TotalSeconds));
        if (Path.GetDirectoryName(builder.DataSource) is { Length: > 0 } directory)
        {
            CreateDirectory(directory);
        }

        return builder.ToString();
    }

    private static void CreateDirectory(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseUnavailableException($"the directory {directory} cannot be made", exception);
        }
    }

    public override CosmoDbContext CreateContext() => contexts().CreateDbContext();

    public override BackgroundConnection OpenBackground() => new(new SqliteConnection(connectionString), gate, Deadline);

    public override ValueTask<T?> ReadFirstAsync<T>(SqlStatement statement, Func<DbDataReader, T> read, CancellationToken cancellationToken)
        where T : default => ValueTask.FromResult(readers.ReadFirst(statement, read));

    public override ValueTask<IReadOnlyList<T>> ReadAllAsync<T>(SqlStatement statement, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.ReadAll(statement, read));

    public override Task<int[]> ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken) =>
        writer.ExecuteAsync(statements);

    public override async Task<T> WriteAsync<T>(Func<CosmoDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        if (!await gate.WaitAsync(Deadline, cancellationToken))
        {
            throw new DatabaseUnavailableException("Too many writes wait for the database.");
        }

        try
        {
            await using var context = contexts().CreateDbContext();
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var result = await work(context);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        finally
        {
            gate.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        readers.Dispose();
        gate.Dispose();
        // The driver's pool would keep the file open, and its log unmerged, until the process ends.
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }
}
