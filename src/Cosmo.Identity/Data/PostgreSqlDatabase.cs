using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cosmo.Identity.Data;

/// <summary>PostgreSQL through one pooled data source; statements of one write travel as one batch, which is one transaction.</summary>
internal sealed class PostgreSqlDatabase(NpgsqlDataSource source, IDbContextFactory<PostgreSqlDbContext> contexts, TimeSpan deadline) : Database(deadline)
{
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

    public override CosmoDbContext CreateContext() => contexts.CreateDbContext();

    public override async ValueTask<T?> ReadFirstAsync<T>(SqlStatement statement, Func<DbDataReader, T> read, CancellationToken cancellationToken)
        where T : default
    {
        await using var command = source.CreateCommand(statement.Text);
        Bind(command, statement);
        await using var rows = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        return await rows.ReadAsync(cancellationToken) ? read(rows) : default;
    }

    public override async ValueTask<IReadOnlyList<T>> ReadAllAsync<T>(SqlStatement statement, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(statement.Text);
        Bind(command, statement);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<T>();
        while (await rows.ReadAsync(cancellationToken))
        {
            all.Add(read(rows));
        }

        return all;
    }

    public override async Task<int[]> ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        foreach (var statement in statements)
        {
            var command = new NpgsqlBatchCommand(statement.Text);
            foreach (var value in statement.Values)
            {
                command.Parameters.Add(new NpgsqlParameter { DbType = value.Type, Value = value.Value ?? DBNull.Value });
            }

            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        var touched = new int[statements.Count];
        for (var i = 0; i < touched.Length; i++)
        {
            touched[i] = batch.BatchCommands[i].RecordsAffected;
        }

        return touched;
    }

    public override async Task<T> WriteAsync<T>(Func<CosmoDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var context = contexts.CreateDbContext();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var result = await work(context);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    public override ValueTask DisposeAsync() => source.DisposeAsync();
}
