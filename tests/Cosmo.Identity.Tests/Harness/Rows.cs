using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Looks into a server's database behind its back.</summary>
public static class Rows
{
    /// <summary>The rows of a query, each as its columns joined by <c>|</c>.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(this TestDatabase database, string query)
    {
        var result = database.Kind == Database.Sqlite
            ? await Command.RunAsync("/", "sqlite3", ["-batch", "-bail", "-cmd", ".timeout 5000", database.ConnectionString["Data Source=".Length..], query])
            : await Command.FinishAsync(DescribePsql(database.ConnectionString, query));
        result.ExitCode.ShouldBe(0, result.Text);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>The one number that a query gives. Who waits asks often, and starts no program each time.</summary>
    public static async Task<int> CountAsync(this TestDatabase database, string query)
    {
        await using DbConnection connection = database.Kind == Database.Sqlite
            ? new SqliteConnection(database.ConnectionString + ";Pooling=False;Default Timeout=20")
            : new NpgsqlConnection(database.ConnectionString + ";Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        return Convert.ToInt32(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    private static ProcessStartInfo DescribePsql(string connectionString, string query)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        return Command.Describe(
            "/", Path.Combine(PostgresCluster.Binaries, "psql"),
            ["-h", connection.Host!, "-p", connection.Port.ToString(), "-U", connection.Username!, "-d", connection.Database!, "-v", "ON_ERROR_STOP=1", "-Atc", query], "Development");
    }
}
