namespace Cosmo.Identity.Data;

/// <summary>Where everything is stored.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Database";

    /// <summary>The engine: embedded SQLite, or PostgreSQL for more than one node. Default: SQLite.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>ADO.NET connection string. SQLite always runs in WAL with <c>synchronous=FULL</c>, whatever it says.</summary>
    public string ConnectionString { get; set; } = "Data Source=data/cosmo-identity.db";

    /// <summary>Whether the server brings the schema up to date when it starts. Default true; off, it refuses an old schema.</summary>
    public bool MigrateOnStart { get; set; } = true;

    /// <summary>How long a request waits for the database before it is answered 503. Default 3 s.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(3);
}

/// <summary>The engines that hold the data.</summary>
public enum DatabaseProvider
{
    /// <summary>A file beside the server; one node.</summary>
    Sqlite,

    /// <summary>PostgreSQL 15 or newer; any number of nodes.</summary>
    PostgreSql,
}
