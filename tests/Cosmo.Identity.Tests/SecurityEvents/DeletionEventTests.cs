using Cosmo.Identity.Accounts;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Kind = Cosmo.Identity.Tests.Harness.Database;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>
/// Whoever changes an audited row through EF Core cannot get past the audit. No command deletes anything yet; the rows are
/// deleted here the way that any will have to.
/// </summary>
public sealed class DeletionEventTests(Servers servers) : IDisposable
{
    private readonly string _folder = Place.NewFolder();

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.UserDeleted, SecurityEventType.ClientDeleted, SecurityEventType.ScopeDeleted)]
    public async Task A_deletion_is_told_with_what_was_there(Kind database)
    {
        var (data, services) = await PrepareAsync(database);
        await using var _ = services;
        var trail = await AuditTrail.FromNowAsync(data);
        var published = new List<SecurityEvent>();
        using var subscription = services.GetRequiredService<SecurityEventFeed>().Subscribe(published.Add);


        using (Acting.As("test:deletes"))
        {
            await services.GetRequiredService<Cosmo.Identity.Data.Database>().WriteAsync(
                async context =>
                {
                    context.Remove(await context.Set<User>().SingleAsync(user => user.UserName == "ada"));
                    context.Remove(await context.Set<Client>().SingleAsync(client => client.ClientId == "web"));
                    context.Remove(await context.Set<Scope>().SingleAsync(scope => scope.Name == "orders.read"));
                    await context.SaveChangesAsync();
                    published.ShouldBeEmpty("nothing is told before the commit");
                },
                CancellationToken.None);
        }


        var rows = await trail.ShouldBeAsync(SecurityEventType.UserDeleted, SecurityEventType.ClientDeleted, SecurityEventType.ScopeDeleted);
        rows.ShouldAllBe(row => row.ShouldBeOfAnActor("test:deletes") == row);
        rows[0].Field("user_name").ShouldBe(("ada", null));
        rows[0].Field("password_hash").ShouldBe(("redacted", null));
        rows[1].Client.ShouldBe("web");
        rows[1].Field("client_secret").ShouldBe(("redacted", null));
        rows[2].Detail("scope").ShouldBe("orders.read");
        published.Select(fact => fact.Id).Order().ShouldBe(rows.Select(row => row.Id).Order());
    }

    [Theory]
    [BothDatabases]
    public async Task A_change_that_is_rolled_back_is_neither_recorded_nor_told(Kind database)
    {
        var (data, services) = await PrepareAsync(database);
        await using var _ = services;
        var trail = await AuditTrail.FromNowAsync(data);
        var published = new List<SecurityEvent>();
        using var subscription = services.GetRequiredService<SecurityEventFeed>().Subscribe(published.Add);
        var storage = services.GetRequiredService<Cosmo.Identity.Data.Database>();


        await Should.ThrowAsync<InvalidOperationException>(() => storage.WriteAsync(
            async context =>
            {
                (await context.Set<User>().SingleAsync(user => user.UserName == "ada")).Email = "thief@example.test";
                await context.SaveChangesAsync();
                throw new InvalidOperationException();
            },
            CancellationToken.None));
        // The same pooled context, for something else.
        await storage.WriteAsync(context => context.SaveChangesAsync(), CancellationToken.None);


        (await trail.NewAsync()).ShouldBeEmpty();
        published.ShouldBeEmpty();
    }

    [Theory]
    [BothDatabases]
    public async Task An_audited_change_outside_a_transaction_is_refused(Kind database)
    {
        var (data, services) = await PrepareAsync(database);
        await using var _ = services;
        await using var context = services.GetRequiredService<Cosmo.Identity.Data.Database>().CreateContext();
        var trail = await AuditTrail.FromNowAsync(data);
        (await context.Set<User>().SingleAsync(user => user.UserName == "ada", TestContext.Current.CancellationToken)).Email = "thief@example.test";


        await Should.ThrowAsync<InvalidOperationException>(() => context.SaveChangesAsync());
        Should.Throw<NotSupportedException>(() => context.SaveChanges());


        (await trail.NewAsync()).ShouldBeEmpty();
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(TestDatabase Data, ServiceProvider Services)> PrepareAsync(Kind database)
    {
        var data = await servers.NewDatabaseAsync(database, _folder);
        var file = Path.Combine(_folder, "given.json");
        await File.WriteAllTextAsync(file, Registrations.Provisioning().ToJsonString(), TestContext.Current.CancellationToken);
        string[] settings = [.. data.Settings.Select(setting => $"--{setting.Key}={setting.Value}")];
        (await Command.CosmoAsync(_folder, "Development", ["apply", file, .. settings])).ExitCode.ShouldBe(0);

        var services = new ServiceCollection();
        services.AddData(new DatabaseOptions
        {
            Provider = database == Kind.Sqlite ? DatabaseProvider.Sqlite : DatabaseProvider.PostgreSql,
            ConnectionString = data.ConnectionString,
        });
        services.AddLogging();
        services.AddSecurityEvents(new SecurityEventsOptions(), _ => new EventKey(new byte[32], new byte[32]));
        services.AddChangeAudits();
        services.Count(service => service.ServiceType == typeof(IInterceptor)).ShouldBe(1);
        return (data, services.BuildServiceProvider());
    }
}
