using Cosmo.Identity.SecurityEvents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Cosmo.Identity.Clients;

/// <summary>Administrative changes of clients: declared, changed, given another secret, deleted. Of the metadata, member by member.</summary>
internal sealed class ClientAudit : IChangeAudit
{
    /// <summary>Follows from the metadata: told only where nothing else changed.</summary>
    private static readonly HashSet<string> Derived =
    [
        nameof(Client.ClientId), nameof(Client.ClientType), nameof(Client.ApplicationType), nameof(Client.ConsentType), nameof(Client.DisplayName),
        nameof(Client.Permissions), nameof(Client.Requirements), nameof(Client.RedirectUris), nameof(Client.PostLogoutRedirectUris), nameof(Client.JsonWebKeySet),
    ];

    public bool Concerns(object entity) => entity is Client;

    public Task<IReadOnlyList<SecurityEvent>> DescribeAsync(DbContext context, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SecurityEvent>>([.. context.ChangeTracker.Entries<Client>().SelectMany(EventsOf)]);

    private static IEnumerable<SecurityEvent> EventsOf(EntityEntry<Client> entry)
    {
        if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted))
        {
            yield break;
        }

        var fields = ChangedFields.Of(entry).ToDictionary(field => field.Property, StringComparer.Ordinal);
        var secret = fields.GetValueOrDefault(nameof(Client.ClientSecret));
        var changes = new FieldChanges();
        if (fields.TryGetValue(nameof(Client.Metadata), out var metadata))
        {
            JsonMembers.AddChanges(changes, "", (string?)metadata.Before, (string?)metadata.After);
        }

        if (changes.Count == 0)
        {
            foreach (var field in fields.Values.Where(field => Derived.Contains(field.Property)))
            {
                changes.Add(field.Column, field.Before, field.After);
            }
        }

        if (entry.State != EntityState.Modified)
        {
            Add(changes, secret);
            yield return Event(entry.State == EntityState.Added ? SecurityEventType.ClientCreated : SecurityEventType.ClientDeleted, entry.Entity, changes);
            yield break;
        }

        var stamp = fields.GetValueOrDefault(nameof(Client.ConcurrencyToken));
        if (changes.Count > 0)
        {
            Add(changes, stamp);
            yield return Event(SecurityEventType.ClientChanged, entry.Entity, changes);
        }

        if (secret is not null)
        {
            var secrets = new FieldChanges();
            Add(secrets, secret);
            Add(secrets, stamp);
            yield return Event(SecurityEventType.ClientSecretChanged, entry.Entity, secrets);
        }
    }

    private static void Add(FieldChanges changes, ChangedField? secret)
    {
        if (secret is not null)
        {
            changes.AddSecret(secret.Column, secret.Before, secret.After);
        }
    }

    private static SecurityEvent Event(SecurityEventType type, Client client, FieldChanges changes) =>
        new() { Type = type, ClientId = client.ClientId, Details = changes.ToDetails() };
}
