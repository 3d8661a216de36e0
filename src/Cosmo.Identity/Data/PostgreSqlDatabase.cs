using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cosmo.Identity.Data;

/// <summary>PostgreSQL through one pooled data source; statements of concurrent requests travel in common batches, each of which is one transaction.</summary>
internal sealed class PostgreSqlDatabase(NpgsqlDataSource source, Func<IDbContextFactory<PostgreSqlDbContext>> contexts, TimeSpan deadline) : Database(deadline)
{
    /// <summary>Two, so that one batch is answered while the next is gathered.</summary>
    private readonly PostgreSqlGroups reads = new(source, deadline, 2);

    /// <summary>One: two that touch the same rows in different orders would wait for each other.</summary>
    private readonly PostgreSqlGroups writes = new(source, deadline, 1);

    public override DatabaseProvider Provider => DatabaseProvider.PostgreSql;

    /// <summary>The operator's connection string, with our defaults where it is silent.</summary>
    public static NpgsqlDataSource CreateSource(DatabaseOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        var seconds = Math.Max(1, (int)Math.Ceiling(options.Deadline.TotalSeconds));
        SetUnlessGiven("Timeout", seconds);
        SetUnlessGiven("Command Timeout", seconds);
        // A database that does not answer will not acknowledge that it has been asked to stop, either.
        SetUnlessGiven("Cancellation Timeout", -1);
        SetUnlessGiven("Maximum Pool Size", 40);
        SetUnlessGiven("Max Auto Prepare", 100);
        SetUnlessGiven("Auto Prepare Min Usages", 2);
        // Nothing here changes the state of a session, so it need not be reset between two users of a connection.
        SetUnlessGiven("No Reset On Close", true);
        SetUnlessGiven("Application Name", "cosmo-identity");
        return NpgsqlDataSource.Create(builder);

        void SetUnlessGiven(string key, object value)
        {
            if (!builder.ContainsKey(key) || !new DbConnectionStringBuilder { ConnectionString = options.ConnectionString }.ContainsKey(key))
            {
                builder[key] = value;
            }
        }
    }

    public override CosmoDbContext CreateContext() => contexts().CreateDbContext();

    public override BackgroundConnection OpenBackground() => new(source.CreateConnection(), null, Deadline);

    public override async ValueTask<T?> ReadFirstAsync<T>(SqlStatement statement, Func<DbDataReader, T> read, CancellationToken cancellationToken)
        where T : default => await ReadAllAsync(statement, read, cancellationToken) is [var first, ..] ? first : default;

    public override async ValueTask<IReadOnlyList<T>> ReadAllAsync<T>(SqlStatement statement, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var work = new PostgreSqlRead<T>(statement, read);
        reads.Enqueue(work);
        return await InTimeAsync(work.Task, cancellationToken);
    }

    public override Task<int[]> ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
    {
        var work = new PostgreSqlWrite(statements);
        writes.Enqueue(work);
        return InTimeAsync(work.Task, CancellationToken.None);
    }

    /// <summary>
    /// The driver gives up on a silent server in several steps; the caller is told at the deadline. A write may still take
    /// effect then, and asking again is safe: every write here is conditional or has a key of its own.
    /// </summary>
    private async Task<TResult> InTimeAsync<TResult>(Task<TResult> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work.WaitAsync(Deadline, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new DatabaseUnavailableException("The database did not answer in time.", exception);
        }
    }

    public override async Task<T> WriteAsync<T>(Func<CosmoDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var context = contexts().CreateDbContext();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var result = await work(context);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    public override async ValueTask DisposeAsync()
    {
        await reads.DisposeAsync();
        await writes.DisposeAsync();
        await source.DisposeAsync();
    }
}
