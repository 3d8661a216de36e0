using Cosmo.Identity.SecurityEvents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Cosmo.Identity.Clients;

/// <summary>Administrative changes of scopes: declared, changed, deleted.</summary>
internal sealed class ScopeAudit : IChangeAudit
{
    private static readonly HashSet<string> Told = [nameof(Scope.DisplayName), nameof(Scope.Description), nameof(Scope.Resources)];

    public bool Concerns(object entity) => entity is Scope;

    public Task<IReadOnlyList<SecurityEvent>> DescribeAsync(DbContext context, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SecurityEvent>>([.. context.ChangeTracker.Entries<Scope>().Select(EventOf).OfType<SecurityEvent>()]);

    private static SecurityEvent? EventOf(EntityEntry<Scope> entry)
    {
        var changes = new FieldChanges();
        foreach (var field in ChangedFields.Of(entry))
        {
            if (Told.Contains(field.Property))
            {
                changes.Add(field.Column, field.Before, field.After);
            }
            else if (field.Property == nameof(Scope.ConcurrencyToken))
            {
                changes.AddSecret(field.Column, field.Before, field.After);
            }
        }

        return entry.State switch
        {
            EntityState.Added => Event(SecurityEventType.ScopeCreated),
            EntityState.Deleted => Event(SecurityEventType.ScopeDeleted),
            EntityState.Modified when changes.Count > 0 => Event(SecurityEventType.ScopeChanged),
            _ => null,
        };

        SecurityEvent Event(SecurityEventType type) => new() { Type = type, Details = changes.ToDetails(("scope", entry.Entity.Name)) };
    }
}
