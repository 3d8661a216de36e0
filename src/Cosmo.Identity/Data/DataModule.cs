using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cosmo.Identity.Data;

/// <summary>Storage: the database of the settings, its contexts and its schema.</summary>
internal static class DataModule
{
    /// <summary>Where EF Core notes which migrations have run.</summary>
    public const string HistoryTable = "schema_migrations";

    public static IServiceCollection AddData(this IServiceCollection services, DatabaseOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<Schema>();
        if (options.Provider == DatabaseProvider.PostgreSql)
        {
            services.AddSingleton(_ => PostgreSqlDatabase.CreateSource(options));
            services.AddPooledDbContextFactory<PostgreSqlDbContext>((provider, builder) =>
                Configure(builder, provider.GetRequiredService<NpgsqlDataSource>()).AddInterceptors(provider.GetServices<IInterceptor>()));
            services.AddSingleton<Database>(provider => new PostgreSqlDatabase(
                provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<IDbContextFactory<PostgreSqlDbContext>>, options.Deadline));
        }
        else
        {
            var connectionString = SqliteDatabase.ConnectionString(options);
            services.AddPooledDbContextFactory<SqliteDbContext>((provider, builder) =>
                Configure(builder, connectionString).AddInterceptors(provider.GetServices<IInterceptor>()));
            services.AddSingleton<Database>(provider => new SqliteDatabase(options, provider.GetRequiredService<IDbContextFactory<SqliteDbContext>>));
        }

        services.AddScoped(provider => provider.GetRequiredService<Database>().CreateContext());
        return services;
    }

    /// <summary>The options of the PostgreSQL context, for the server and for `dotnet ef`.</summary>
    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder builder, NpgsqlDataSource source) =>
        Common(builder.UseNpgsql(source, npgsql => npgsql.MigrationsHistoryTable(HistoryTable)));

    /// <summary>The options of the SQLite context, for the server and for `dotnet ef`.</summary>
    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder builder, string connectionString) =>
        Common(builder.UseSqlite(connectionString, sqlite => sqlite.MigrationsHistoryTable(HistoryTable)))
            .AddInterceptors(new SqliteDurability());

    // What a statement could not do is told by its exception; a first migration asks for a table that is not there, and that is no failure.
    private static DbContextOptionsBuilder Common(DbContextOptionsBuilder builder) =>
        builder.UseSnakeCaseNamingConvention().ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandError, LogLevel.Debug)));
}
