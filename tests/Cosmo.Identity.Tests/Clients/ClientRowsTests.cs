using System.Reflection;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.Tests.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Clients;

/// <summary>The statements that read clients and scopes at the start agree with the model, column by column.</summary>
public sealed class ClientRowsTests(Servers servers) : IDisposable
{
    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;
    private readonly string _folder = Place.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [BothDatabases]
    public async Task Statements_read_what_the_model_stores_empty_and_full(Harness.Database kind)
    {
        await using var services = await NewServicesAsync(kind);
        var database = services.GetRequiredService<Identity.Data.Database>();
        await services.GetRequiredService<Schema>().MigrateAsync(Cancelled);
        await database.WriteAsync(
            async context =>
            {
                context.AddRange(new Client { ClientId = "bare" }, new Scope { Name = "bare" });
                context.AddRange(Filled(context, new Client()), Filled(context, new Scope()));
                await context.SaveChangesAsync(Cancelled);
            },
            Cancelled);


        var clients = await ClientRows.ReadClientsAsync(database, Cancelled);
        var scopes = await ClientRows.ReadScopesAsync(database, Cancelled);


        await using var context = database.CreateContext();
        Columns(context, clients).ShouldBe(Columns(context, await context.Set<Client>().AsNoTracking().ToListAsync(Cancelled)));
        Columns(context, scopes).ShouldBe(Columns(context, await context.Set<Scope>().AsNoTracking().ToListAsync(Cancelled)));
        clients.Count.ShouldBe(2);
        scopes.Count.ShouldBe(2);
    }

    [Theory]
    [BothDatabases]
    public async Task The_schema_knows_every_step_that_the_model_brings(Harness.Database kind)
    {
        await using var services = await NewServicesAsync(kind);
        await using var context = services.GetRequiredService<Identity.Data.Database>().CreateContext();


        var state = await services.GetRequiredService<Schema>().ReadStateAsync(Cancelled);


        state.Missing.ShouldBe(context.Database.GetMigrations());
        context.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    /// <summary>Each mapped text holds its own name, so that no column can stand in for another.</summary>
    private static T Filled<T>(CosmoDbContext context, T entity)
        where T : class
    {
        foreach (var property in Mapped(context, typeof(T)).Where(property => property.PropertyType == typeof(string)))
        {
            property.SetValue(entity, property.Name);
        }

        return entity;
    }

    private static IEnumerable<string> Columns<T>(CosmoDbContext context, IEnumerable<T> entities) =>
        entities.Select(entity => string.Join(' ', Mapped(context, typeof(T)).Select(property => $"{property.Name}={property.GetValue(entity) ?? "null"}"))).Order(StringComparer.Ordinal);

    private static IEnumerable<PropertyInfo> Mapped(CosmoDbContext context, Type type) =>
        context.Model.FindEntityType(type)!.GetProperties().Select(property => property.PropertyInfo!);

    private async Task<ServiceProvider> NewServicesAsync(Harness.Database kind)
    {
        var place = await servers.NewDatabaseAsync(kind, _folder);
        return new ServiceCollection()
            .AddLogging()
            .AddData(new DatabaseOptions { Provider = Enum.Parse<DatabaseProvider>(kind.ToString()), ConnectionString = place.ConnectionString })
            .BuildServiceProvider();
    }
}
