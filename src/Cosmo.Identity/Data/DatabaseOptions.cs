using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using Cosmo.Identity.Settings;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Cosmo.Identity.Data;

/// <summary>Where everything is stored.</summary>
public sealed class DatabaseOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Database";

    /// <summary>The engine: embedded SQLite, or PostgreSQL for more than one node. Default: SQLite.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>ADO.NET connection string. SQLite always runs in WAL with <c>synchronous=FULL</c>, whatever it says.</summary>
    [Required(ErrorMessage = "must not be empty")]
    public string ConnectionString { get; set; } = "Data Source=data/cosmo-identity.db";

    /// <summary>Whether the server brings the schema up to date when it starts. Default true; off, it refuses an old schema.</summary>
    public bool MigrateOnStart { get; set; } = true;

    /// <summary>How long a request waits for the database before it is answered 503. Default 3 s.</summary>
    [DurationBetween("00:00:00.1", "00:01:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(3);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ConnectionStringFault() is { } fault)
        {
            yield return new ValidationResult(fault, [nameof(ConnectionString)]);
        }
    }

    private string? ConnectionStringFault()
    {
        try
        {
            return Provider == DatabaseProvider.Sqlite
                ? SqliteFault(new SqliteConnectionStringBuilder(ConnectionString))
                : PostgreSqlFault(new NpgsqlConnectionStringBuilder(ConnectionString));
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The driver's own words may quote the value, password and all.
            return $"is no connection string for {Provider}" + (Names("Host") || Names("Server") ? $"; is {Section}:{nameof(Provider)} to be PostgreSql?" : "");
        }
    }

    private static string? SqliteFault(SqliteConnectionStringBuilder builder) =>
        builder.DataSource.Length == 0 ? "must name a file: Data Source=…"
        // Each connection would have a database of its own, and none would outlive it.
        : builder.Mode is SqliteOpenMode.Memory or SqliteOpenMode.ReadOnly || builder.DataSource.Contains(":memory:", StringComparison.Ordinal) ? "must be a file that can be written"
        : null;

    private static string? PostgreSqlFault(NpgsqlConnectionStringBuilder builder) =>
        string.IsNullOrEmpty(builder.Host) ? "must name a host: Host=…" : null;

    private bool Names(string key)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = ConnectionString }.ContainsKey(key);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>The engines that hold the data.</summary>
public enum DatabaseProvider
{
    /// <summary>A file beside the server; one node.</summary>
    Sqlite,

    /// <summary>PostgreSQL 15 or newer; any number of nodes.</summary>
    PostgreSql,
}
