using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Provisioning;

/// <summary>What administrators do with scopes, one at a time, by the rules of a provisioning file and each in one transaction with its event.</summary>
public sealed class ScopeOrders
{
    private readonly Database database;
    private readonly ClientRegistry registry;

    internal ScopeOrders(Database database, ClientRegistry registry) => (this.database, this.registry) = (database, registry);

    /// <summary>Makes or changes a scope.</summary>
    /// <param name="act">The order.</param>
    /// <param name="kind">Whether it may be new.</param>
    /// <param name="name">Which one is meant, where the object may not name another; else null.</param>
    /// <param name="utf8">The scope as JSON, in the words of a provisioning file.</param>
    /// <param name="version">The <see cref="KnownScope.Version"/> that the change was made from; null changes whatever is there.</param>
    /// <param name="cancellationToken">Gives up; nothing was changed.</param>
    public async Task<OrderResult> SaveAsync(AdminAct act, OrderKind kind, string? name, ReadOnlyMemory<byte> utf8, string? version, CancellationToken cancellationToken)
    {
        var (declared, errors) = ProvisioningParser.ParseScope(utf8);
        if (declared is null)
        {
            return new OrderResult.Refused(errors);
        }

        if (name is not null && declared.Name != name)
        {
            return new OrderResult.Refused([$"name: must be '{ObjectReader.Quote(name)}': a scope keeps its name"]);
        }

        return await WriteAsync(
            act,
            async context =>
            {
                var stored = await context.Set<Scope>().SingleOrDefaultAsync(scope => scope.Name == declared.Name, cancellationToken);
                switch (stored)
                {
                    case null when kind == OrderKind.Change:
                        return new OrderResult.Missing();
                    case not null when kind == OrderKind.Create:
                        return new OrderResult.Taken();
                    case not null when version is not null && stored.ConcurrencyToken != version:
                        return new OrderResult.Stale();
                }

                var changes = new List<Change>();
                await ScopeProvisioning.ApplyAsync(context, [declared], changes, cancellationToken);
                return new OrderResult.Done(stored is null, [.. changes.Select(change => change.What)]);
            },
            cancellationToken);
    }

    /// <summary>Deletes a scope that no client may ask for.</summary>
    public Task<OrderResult> DeleteAsync(AdminAct act, string name, CancellationToken cancellationToken) => WriteAsync(
        act,
        async context =>
        {
            if (await context.Set<Scope>().SingleOrDefaultAsync(scope => scope.Name == name, cancellationToken) is not { } scope)
            {
                return new OrderResult.Missing();
            }

            // Read from the rows: a client may have got it a moment ago on another node.
            var clients = await context.Set<Client>().AsNoTracking().Where(client => client.Metadata != null).Select(client => client.Metadata!).ToListAsync(cancellationToken);
            var users = clients.Select(ClientMetadata.FromJson).Where(client => client.Scopes.Contains(name, StringComparer.Ordinal)).Select(client => client.ClientId).Order(StringComparer.Ordinal).ToList();
            if (users.Count > 0)
            {
                return new OrderResult.InUse(users);
            }

            context.Remove(scope);
            return new OrderResult.Done(false, ["deleted"]);
        },
        cancellationToken);

    private async Task<OrderResult> WriteAsync(AdminAct act, Func<CosmoDbContext, Task<OrderResult>> change, CancellationToken cancellationToken)
    {
        using var acting = act.Begin();
        try
        {
            var result = await database.WriteAsync(
                async context =>
                {
                    await ProvisioningLock.TakeAsync(database, context, cancellationToken);
                    var done = await change(context);
                    if (done is OrderResult.Done { Changes.Count: > 0 })
                    {
                        await context.SaveChangesAsync(cancellationToken);
                        await Database.InvalidateAsync(context, ClientRegistry.CacheName, cancellationToken);
                    }

                    return done;
                },
                cancellationToken);
            if (result is OrderResult.Done)
            {
                await registry.FollowOwnChangeAsync();
            }

            return result;
        }
        catch (DbUpdateConcurrencyException)
        {
            return new OrderResult.Stale();
        }
    }
}
