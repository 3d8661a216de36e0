using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Cosmo.Identity.Data;

/// <summary>
/// The connection of a job: its own, so that long work holds up no request, and with time. It does not know EF Core, whose
/// model a server that only runs need not have in memory. Not for two callers at once.
/// </summary>
internal sealed class BackgroundConnection(DbConnection connection, SemaphoreSlim? gate, TimeSpan patience) : IAsyncDisposable
{
    private static readonly TimeSpan LongestStatement = TimeSpan.FromMinutes(5);

    private bool isOpen;

    /// <summary>Reads all rows of <paramref name="statement"/>. On PostgreSQL it may also write, in a transaction of its own.</summary>
    public async Task<IReadOnlyList<T>> ReadAllAsync<T>(SqlStatement statement, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        await ReadEachAsync(statement, row => all.Add(read(row)), cancellationToken);
        return all;
    }

    /// <summary>The same for more rows than one keeps: each is shown to <paramref name="see"/> as it comes.</summary>
    public async Task ReadEachAsync(SqlStatement statement, Action<DbDataReader> see, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await using var command = Command(statement, null);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            see(rows);
        }
    }

    /// <summary>Runs the statements in one transaction; on SQLite when the writers' gate lets it through.</summary>
    /// <exception cref="DatabaseUnavailableException">Too many others write.</exception>
    public async Task<BackgroundWrite> WriteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        if (gate is not null && !await gate.WaitAsync(patience, cancellationToken))
        {
            throw new DatabaseUnavailableException("Too many writes wait for the database.");
        }

        var since = Stopwatch.GetTimestamp();
        try
        {
            var touched = await RunAsync(statements, cancellationToken);
            return new BackgroundWrite(touched, Stopwatch.GetElapsedTime(since));
        }
        finally
        {
            gate?.Release();
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<int[]> RunAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var touched = new int[statements.Count];
        for (var i = 0; i < statements.Count; i++)
        {
            await using var command = Command(statements[i], transaction);
            touched[i] = await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return touched;
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (isOpen)
        {
            return;
        }

        await connection.OpenAsync(cancellationToken);
        if (connection is SqliteConnection)
        {
            await using var pragma = connection.CreateCommand();
            pragma.CommandText = "PRAGMA synchronous=FULL";
            await pragma.ExecuteNonQueryAsync(cancellationToken);
        }

        isOpen = true;
    }

    private DbCommand Command(SqlStatement statement, DbTransaction? transaction)
    {
        var command = connection.CreateCommand();
        command.CommandText = statement.Text;
        command.Transaction = transaction;
        // SQLite would only wait so long for another process, and holds the gate meanwhile.
        if (connection is not SqliteConnection)
        {
            command.CommandTimeout = (int)LongestStatement.TotalSeconds;
        }

        for (var i = 0; i < statement.Values.Length; i++)
        {
            var parameter = command.CreateParameter();
            if (connection is SqliteConnection)
            {
                parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i + 1}");
            }
            else
            {
                parameter.DbType = statement.Values[i].Type;
            }

            parameter.Value = statement.Values[i].Value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}

/// <summary>What a write of a job did: rows per statement, and how long it held up other writers.</summary>
internal sealed record BackgroundWrite(int[] Touched, TimeSpan Held);
