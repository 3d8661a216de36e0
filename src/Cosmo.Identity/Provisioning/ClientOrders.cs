using Cosmo.Identity.Clients;
using Cosmo.Identity.Clients.Secrets;
using Cosmo.Identity.Data;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Provisioning;

/// <summary>
/// What administrators do with clients, one at a time. A client is said as a provisioning file says it, and judged by the same rules. Each
/// order is one transaction with its event, and requests to this node follow it at once.
/// </summary>
public sealed class ClientOrders
{
    private static readonly TimeSpan DeleteTimeout = TimeSpan.FromMinutes(2);

    private readonly Database database;
    private readonly ClientRegistry registry;
    private readonly ClientSecretHasher secrets;
    private readonly PasswordHashing passwords;
    private readonly TimeProvider clock;

    internal ClientOrders(Database database, ClientRegistry registry, ClientSecretHasher secrets, PasswordHashing passwords, TimeProvider clock) =>
        (this.database, this.registry, this.secrets, this.passwords, this.clock) = (database, registry, secrets, passwords, clock);

    /// <summary>
    /// Makes or changes a client. Where it needs a secret and the object has none, the stored one stays; where none is stored, one is made.
    /// </summary>
    /// <param name="act">The order.</param>
    /// <param name="kind">Whether it may be new.</param>
    /// <param name="clientId">Which one is meant, where the object may not name another; else null.</param>
    /// <param name="utf8">The client as JSON, in the words of a provisioning file.</param>
    /// <param name="version">The <see cref="KnownClient.Version"/> that the change was made from; null changes whatever is there.</param>
    /// <param name="cancellationToken">Gives up; nothing was changed.</param>
    public async Task<OrderResult> SaveAsync(
        AdminAct act, OrderKind kind, string? clientId, ReadOnlyMemory<byte> utf8, string? version, CancellationToken cancellationToken)
    {
        var (metadata, errors) = ProvisioningParser.ParseClient(utf8);
        if (metadata is null)
        {
            return new OrderResult.Refused(errors);
        }

        if (clientId is not null && metadata.ClientId != clientId)
        {
            return new OrderResult.Refused([$"client_id: must be '{ObjectReader.Quote(clientId)}': a client keeps its identifier"]);
        }

        var hashes = new HashBook(passwords, secrets, pretend: false);
        if (metadata.ClientSecret is { } given)
        {
            // Slow, and therefore before the transaction, which finds them done.
            var stored = (await registry.GetAsync(cancellationToken)).Find(metadata.ClientId)?.Entity.ClientSecret;
            if (!await hashes.VerifySecretAsync(stored, given, cancellationToken))
            {
                await hashes.HashSecretAsync(given, cancellationToken);
            }
        }

        using var acting = act.Begin();
        try
        {
            return await AndRefreshAsync(await database.WriteAsync(context => WriteAsync(context, kind, metadata, version, hashes, cancellationToken), cancellationToken));
        }
        catch (DbUpdateConcurrencyException)
        {
            return new OrderResult.Stale();
        }
    }

    /// <summary>Gives a client another secret, of 256 random bits; the old one stops working.</summary>
    public async Task<OrderResult> ChangeSecretAsync(AdminAct act, string clientId, CancellationToken cancellationToken)
    {
        var secret = ClientSecretHasher.Generate();
        var hash = await secrets.HashAsync(secret, cancellationToken);
        using var acting = act.Begin();
        try
        {
            return await AndRefreshAsync(await database.WriteAsync<OrderResult>(
                async context =>
                {
                    if (await FindAsync(context, clientId, cancellationToken) is not { } client)
                    {
                        return new OrderResult.Missing();
                    }

                    if (client.Metadata is null || !ClientMetadata.FromJson(client.Metadata).UsesSecret)
                    {
                        return new OrderResult.Refused(["client_secret: the client does not authenticate with a secret"]);
                    }

                    client.ClientSecret = hash;
                    client.ConcurrencyToken = Guid.CreateVersion7().ToString("N");
                    await SaveAsync(context, cancellationToken);
                    return new OrderResult.Done(false, ["client_secret changed"]) { Secret = secret };
                },
                cancellationToken));
        }
        catch (DbUpdateConcurrencyException)
        {
            return new OrderResult.Stale();
        }
    }

    /// <summary>
    /// Deletes a client with all that it was given: its tokens are inactive at once, the sessions that its own grants began end, and people who
    /// let it in have not any more. Nothing brings that back.
    /// </summary>
    public async Task<OrderResult> DeleteAsync(AdminAct act, string clientId, CancellationToken cancellationToken)
    {
        using var acting = act.Begin();
        try
        {
            return await AndRefreshAsync(await database.WriteAsync<OrderResult>(
                async context =>
                {
                    context.Database.SetCommandTimeout(DeleteTimeout);
                    await ProvisioningLock.TakeAsync(database, context, cancellationToken);
                    if (await FindAsync(context, clientId, cancellationToken) is not { } client)
                    {
                        return new OrderResult.Missing();
                    }

                    await DeleteGivenAsync(context, client, cancellationToken);
                    context.Remove(client);
                    await SaveAsync(context, cancellationToken);
                    return new OrderResult.Done(false, ["deleted"]);
                },
                cancellationToken));
        }
        catch (DbUpdateConcurrencyException)
        {
            return new OrderResult.Stale();
        }
    }

    private static Task<Client?> FindAsync(CosmoDbContext context, string clientId, CancellationToken cancellationToken) =>
        context.Set<Client>().SingleOrDefaultAsync(client => client.ClientId == clientId, cancellationToken);

    private static async Task SaveAsync(CosmoDbContext context, CancellationToken cancellationToken)
    {
        await context.SaveChangesAsync(cancellationToken);
        await Database.InvalidateAsync(context, ClientRegistry.CacheName, cancellationToken);
    }

    private async Task<OrderResult> WriteAsync(
        CosmoDbContext context, OrderKind kind, ClientMetadata metadata, string? version, HashBook hashes, CancellationToken cancellationToken)
    {
        await ProvisioningLock.TakeAsync(database, context, cancellationToken);
        var scopes = await context.Set<Scope>().Select(scope => scope.Name!).ToListAsync(cancellationToken);
        if (ClientRules.ScopeFaults(metadata, scopes.ToHashSet(StringComparer.Ordinal)).ToList() is { Count: > 0 } faults)
        {
            return new OrderResult.Refused(faults);
        }

        var stored = await FindAsync(context, metadata.ClientId, cancellationToken);
        switch (stored)
        {
            case null when kind == OrderKind.Change:
                return new OrderResult.Missing();
            case not null when kind == OrderKind.Create:
                return new OrderResult.Taken();
            case not null when version is not null && stored.ConcurrencyToken != version:
                return new OrderResult.Stale();
        }

        string? secret = null;
        if (metadata is { UsesSecret: true, ClientSecret: null })
        {
            secret = stored?.ClientSecret is null ? ClientSecretHasher.Generate() : null;
            metadata = metadata with { ClientSecret = secret, KeepsSecret = secret is null };
        }

        var changes = new List<Change>();
        await ClientProvisioning.ApplyAsync(context, [metadata], hashes, changes, cancellationToken);
        if (changes.Count > 0)
        {
            await SaveAsync(context, cancellationToken);
        }

        return new OrderResult.Done(stored is null, [.. changes.Select(change => change.What)]) { Secret = secret };
    }

    private async Task DeleteGivenAsync(CosmoDbContext context, Client client, CancellationToken cancellationToken)
    {
        var (id, clientId, now, reason) = (client.Id, client.ClientId!, clock.GetUtcNow().UtcDateTime, EndReasons.ClientDeleted);
        if (database.Provider == DatabaseProvider.PostgreSql)
        {
            // Whoever is about to store a token of it waits, and then finds no client: none is left behind.
            await context.Database.ExecuteSqlAsync($"SELECT 1 FROM clients WHERE id = {id} FOR UPDATE", cancellationToken);
        }

        await context.Database.ExecuteSqlAsync($"UPDATE user_sessions SET ended_at = {now}, end_reason = {reason} WHERE client_id = {clientId} AND ended_at IS NULL", cancellationToken);
        await context.Database.ExecuteSqlAsync($"DELETE FROM tokens WHERE application_id = {id}", cancellationToken);
        await context.Database.ExecuteSqlAsync($"DELETE FROM authorizations WHERE application_id = {id}", cancellationToken);
    }

    /// <summary>This node knows of it before the administrator does; the others follow within a second.</summary>
    private async Task<OrderResult> AndRefreshAsync(OrderResult result)
    {
        if (result is OrderResult.Done)
        {
            await registry.FollowOwnChangeAsync();
        }

        return result;
    }
}
