using System.Diagnostics;
using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Npgsql;
using Shouldly;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>An empty database for one server, and the settings that name it.</summary>
public sealed class TestDatabase
{
    private TestDatabase(Database kind, string connectionString)
    {
        Kind = kind;
        ConnectionString = connectionString;
    }

    /// <summary>Which product it is.</summary>
    public Database Kind { get; }

    /// <summary>As the setting <c>Database:ConnectionString</c>.</summary>
    public string ConnectionString { get; }

    /// <summary>The settings for the server.</summary>
    public IEnumerable<(string Key, string Value)> Settings =>
        [("Database:Provider", Kind.ToString()), ("Database:ConnectionString", ConnectionString)];

    /// <summary>A file that does not exist yet, in the server's own folder.</summary>
    public static TestDatabase Sqlite(string folder) => new(Database.Sqlite, $"Data Source={Path.Combine(folder, "cosmo-identity.db")}");

    /// <summary>An empty one: a file in this folder or a database on the cluster.</summary>
    public static async Task<TestDatabase> NewAsync(Database database, string folder, PostgresCluster? cluster) =>
        database == Database.Sqlite ? Sqlite(folder) : new(Database.PostgreSql, await cluster!.CreateDatabaseAsync("template1"));

    /// <summary>A copy of a database that nobody is connected to, in a folder of its own or on the same cluster.</summary>
    public static async Task<TestDatabase> CopyAsync(TestDatabase from, string folder, PostgresCluster? cluster)
    {
        if (from.Kind == Database.PostgreSql)
        {
            return new(Database.PostgreSql, await cluster!.CreateDatabaseAsync(new NpgsqlConnectionStringBuilder(from.ConnectionString).Database!));
        }

        var copy = Sqlite(folder);
        File.Copy(from.FileName, copy.FileName);
        return copy;
    }

    /// <summary>All rows of all tables as text, for a test that promises that nothing changed.</summary>
    public async Task<string> ContentAsync(string folder)
    {
        var result = Kind == Database.Sqlite
            ? await Command.RunAsync(folder, "sqlite3", ["-batch", FileName, ".dump"])
            : await Command.FinishAsync(DescribePostgreSql("pg_dump", "--data-only", "--inserts", "--restrict-key=cosmo"));
        if (result.ExitCode != 0 && Kind == Database.PostgreSql)
        {
            // Older releases know no restrict key and write none.
            result = await Command.FinishAsync(DescribePostgreSql("pg_dump", "--data-only", "--inserts"));
        }

        result.ExitCode.ShouldBe(0, result.Text);
        return result.Output;
    }

    /// <summary>Runs a statement behind the server's back.</summary>
    public async Task ExecuteAsync(string statement)
    {
        var result = Kind == Database.Sqlite
            ? await Command.RunAsync("/", "sqlite3", ["-batch", "-bail", "-cmd", ".timeout 5000", FileName, statement])
            : await Command.FinishAsync(DescribePostgreSql("psql", "-v", "ON_ERROR_STOP=1", "-c", statement));
        result.ExitCode.ShouldBe(0, result.Text);
    }

    /// <summary>Rows as JSON objects, one for each row, by whatever program the operator would ask.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string select)
    {
        var result = Kind == Database.Sqlite
            ? await Command.RunAsync("/", "sqlite3", ["-batch", "-bail", "-readonly", "-json", "-cmd", ".timeout 20000", FileName, select])
            : await Command.FinishAsync(DescribePostgreSql("psql", "-v", "ON_ERROR_STOP=1", "-At", "-c", $"SELECT coalesce(json_agg(r), '[]') FROM ({select}) r"));
        result.ExitCode.ShouldBe(0, result.Text);
        using var json = JsonDocument.Parse(string.IsNullOrWhiteSpace(result.Output) ? "[]" : result.Output);
        return [.. json.RootElement.EnumerateArray().Select(row => row.Clone())];
    }

    /// <summary>The whole audit trail in order of time.</summary>
    public async Task<IReadOnlyList<EventRow>> EventsAsync() =>
        [.. (await QueryAsync($"SELECT {EventRow.Columns(Kind)} FROM security_events ORDER BY id")).Select(row => new EventRow(row))];

    /// <summary>How often this was recorded: rows of their own, and those that are only counted because there were so many.</summary>
    public async Task<int> RecordedAsync(SecurityEventType type)
    {
        var rows = await QueryAsync(
            $"SELECT count FROM security_events WHERE type = {(int)type} UNION ALL SELECT count FROM security_event_floods WHERE type = {(int)type}");
        return rows.Sum(row => row.GetProperty("count").GetInt32());
    }

    private ProcessStartInfo DescribePostgreSql(string program, params string[] arguments)
    {
        var connection = new NpgsqlConnectionStringBuilder(ConnectionString);
        return Command.Describe(
            "/", Path.Combine(PostgresCluster.Binaries, program),
            ["-h", connection.Host!, "-p", connection.Port.ToString(), "-U", connection.Username!, "-d", connection.Database!, .. arguments], "Development");
    }

    private string FileName => ConnectionString["Data Source=".Length..];
}
