using Cosmo.Identity.Data;
using Microsoft.Data.Sqlite;

namespace Cosmo.Identity.Server.Commands;

/// <summary>The database file of the settings, where SQLite is the engine: opening a missing one would make it.</summary>
internal static class SqliteFile
{
    public static bool IsMissing(DatabaseOptions options) =>
        options.Provider == DatabaseProvider.Sqlite && !File.Exists(PathOf(options));

    public static string PathOf(DatabaseOptions options)
    {
        var source = new SqliteConnectionStringBuilder(options.ConnectionString).DataSource;
        return source.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? source[5..].Split('?')[0] : source;
    }
}
