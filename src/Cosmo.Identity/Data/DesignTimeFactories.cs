using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace Cosmo.Identity.Data;

/// <summary>Lets `dotnet ef migrations add … --context SqliteDbContext` build the model without a server.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteDbContext>
{
    public SqliteDbContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<SqliteDbContext>();
        DataModule.Configure(builder, "Data Source=:memory:");
        return new SqliteDbContext(builder.Options);
    }
}

/// <summary>Lets `dotnet ef migrations add … --context PostgreSqlDbContext` build the model without a server.</summary>
internal sealed class PostgreSqlDesignTimeFactory : IDesignTimeDbContextFactory<PostgreSqlDbContext>
{
    public PostgreSqlDbContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<PostgreSqlDbContext>();
        DataModule.Configure(builder, NpgsqlDataSource.Create("Host=127.0.0.1"));
        return new PostgreSqlDbContext(builder.Options);
    }
}
