using Cosmo.Identity.Accounts;
using Cosmo.Identity.Clients;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace Cosmo.Identity.Data;

/// <summary>The whole schema. Slices bring their <see cref="IEntityTypeConfiguration{TEntity}"/>; two derived contexts carry the migrations.</summary>
internal abstract class CosmoDbContext(DbContextOptions options) : IdentityDbContext<User, Role, Guid>(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite cannot compare DateTimeOffset in SQL; UTC DateTime it can, and PostgreSQL has timestamptz for it.
        // An index on every foreign key costs each token four writes more; those that a query needs are named in the configurations.
        configurationBuilder.Conventions.Remove<ForeignKeyIndexConvention>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcDateTimeConverter>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.UseOpenIddict<Client, Authorization, Scope, Token, Guid>();
        builder.ApplyConfigurationsFromAssembly(typeof(CosmoDbContext).Assembly);
    }
}

/// <summary>The schema on SQLite.</summary>
internal sealed class SqliteDbContext(DbContextOptions<SqliteDbContext> options) : CosmoDbContext(options);

/// <summary>The schema on PostgreSQL.</summary>
internal sealed class PostgreSqlDbContext(DbContextOptions<PostgreSqlDbContext> options) : CosmoDbContext(options);
