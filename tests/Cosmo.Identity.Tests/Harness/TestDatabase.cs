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

    /// <summary>A new database on a cluster.</summary>
    public static async Task<TestDatabase> PostgreSqlAsync(PostgresCluster cluster) => new(Database.PostgreSql, await cluster.CreateDatabaseAsync());
}
