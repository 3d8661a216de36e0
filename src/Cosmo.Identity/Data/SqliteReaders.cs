using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Cosmo.Identity.Data;

/// <summary>Open read connections, each with its prepared statements: a read costs a step, not a parse.</summary>
internal sealed class SqliteReaders(string connectionString) : IDisposable
{
    private readonly ConcurrentBag<SqliteStatements> idle = [];

    public T? ReadFirst<T>(SqlStatement statement, Func<DbDataReader, T> read) => Run(statement, CommandBehavior.SingleRow, rows => rows.Read() ? read(rows) : default);

    public IReadOnlyList<T> ReadAll<T>(SqlStatement statement, Func<DbDataReader, T> read) => Run(statement, CommandBehavior.Default, rows =>
    {
        var all = new List<T>();
        while (rows.Read())
        {
            all.Add(read(rows));
        }

        return all;
    });

    private T Run<T>(SqlStatement statement, CommandBehavior behavior, Func<DbDataReader, T> read)
    {
        if (!idle.TryTake(out var connection))
        {
            connection = SqliteStatements.Open(connectionString);
        }

        try
        {
            T result;
            using (var rows = connection.Prepare(statement).ExecuteReader(behavior))
            {
                result = read(rows);
            }

            idle.Add(connection);
            return result;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }
}

/// <summary>One SQLite connection and the commands that were prepared on it.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);

    /// <summary>Opens a connection that is durable: <c>synchronous=FULL</c> is a property of the connection, not of the file.</summary>
    public static SqliteStatements Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            using var pragma = connection.CreateCommand();
            pragma.CommandText = "PRAGMA synchronous=FULL";
            pragma.ExecuteNonQuery();
            return new SqliteStatements(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public SqliteCommand Prepare(SqlStatement statement)
    {
        if (!prepared.TryGetValue(statement.Text, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = statement.Text;
            foreach (var index in Enumerable.Range(1, statement.Values.Length))
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + index });
            }

            prepared[statement.Text] = command;
        }

        for (var i = 0; i < statement.Values.Length; i++)
        {
            var parameter = command.Parameters[i];
            parameter.ResetSqliteType();
            parameter.Value = statement.Values[i].Value ?? DBNull.Value;
        }

        return command;
    }

    public int Execute(SqlStatement statement) => Prepare(statement).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in prepared.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }
}
