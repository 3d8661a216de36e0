using System.Data.Common;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Cosmo.Identity.Tests.Jobs;

/// <summary>Reads and writes rows behind the server's back.</summary>
internal static class SqlRows
{
    /// <summary>The first column of all rows, as text.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(TestDatabase database, string query)
    {
        await using var connection = Open(database);
        await connection.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        await using var rows = await command.ExecuteReaderAsync(CancellationToken.None);
        var all = new List<string>();
        while (await rows.ReadAsync(CancellationToken.None))
        {
            all.Add(rows.IsDBNull(0) ? "" : Convert.ToString(rows.GetValue(0))!);
        }

        return all;
    }

    /// <summary>A number.</summary>
    public static async Task<long> CountAsync(TestDatabase database, string query) => long.Parse((await ReadAsync(database, query))[0]);

    /// <summary>An instant as a literal of this database.</summary>
    public static string At(TestDatabase database, DateTimeOffset instant) => database.Kind == Database.Sqlite
        ? $"'{instant.UtcDateTime:yyyy-MM-dd HH:mm:ss.fffffff}'"
        : $"timestamptz '{instant.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'";

    /// <summary>A key as a literal of this database.</summary>
    public static string Key(TestDatabase database, Guid id) => database.Kind == Database.Sqlite ? $"'{id.ToString().ToUpperInvariant()}'" : $"'{id}'";

    private static DbConnection Open(TestDatabase database) => database.Kind == Database.Sqlite
        ? new SqliteConnection(database.ConnectionString + ";Pooling=False;Default Timeout=30")
        : new NpgsqlConnection(database.ConnectionString + ";Pooling=False");
}
