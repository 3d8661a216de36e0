namespace Cosmo.Identity.Tests.Harness;

/// <summary>The databases that the product promises to run on.</summary>
public enum Database
{
    /// <summary>A file, WAL, one writer.</summary>
    Sqlite,

    /// <summary>A server with fsync on.</summary>
    PostgreSql,
}
