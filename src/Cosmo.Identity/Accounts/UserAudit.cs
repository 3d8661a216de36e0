using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Cosmo.Identity.Accounts;

/// <summary>
/// Administrative changes of people: one event for each thing that happened to one of them, be it made, changed, disabled, enabled,
/// given a password or deleted. Roles are fields of the person.
/// </summary>
internal sealed class UserAudit : IChangeAudit
{
    /// <summary>Change along with something else, and tell nothing by themselves.</summary>
    private static readonly HashSet<string> Stamps = [nameof(User.SecurityStamp), nameof(User.ConcurrencyStamp)];

    /// <summary>What lockout counts has events of its own; what is derived from another field says nothing more.</summary>
    private static readonly HashSet<string> Untold =
    [
        nameof(User.Id), nameof(User.NormalizedUserName), nameof(User.NormalizedEmail), nameof(User.AccessFailedCount), nameof(User.LockoutEnd),
        nameof(User.LockoutEnabled), nameof(User.TwoFactorEnabled), nameof(User.CreatedAt),
    ];

    public bool Concerns(object entity) => entity is User or IdentityUserRole<Guid>;

    public async Task<IReadOnlyList<SecurityEvent>> DescribeAsync(DbContext context, CancellationToken cancellationToken)
    {
        var users = context.ChangeTracker.Entries<User>()
            .Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .ToDictionary(entry => entry.Entity.Id);
        var memberships = context.ChangeTracker.Entries<IdentityUserRole<Guid>>()
            .Where(entry => entry.State is EntityState.Added or EntityState.Deleted)
            .ToLookup(entry => entry.Entity.UserId);
        var facts = new List<SecurityEvent>();
        foreach (var id in users.Keys.Union(memberships.Select(group => group.Key)))
        {
            var roles = memberships.Contains(id) ? await RolesAsync(context, id, memberships[id], cancellationToken) : null;
            facts.AddRange(EventsOf(id, users.GetValueOrDefault(id), roles));
        }

        return facts;
    }

    private static List<SecurityEvent> EventsOf(Guid id, EntityEntry<User>? entry, ChangedRoles? roles)
    {
        var fields = entry is null ? [] : ChangedFields.Of(entry).Where(field => !Untold.Contains(field.Property)).ToList();
        switch (entry?.State)
        {
            case EntityState.Added:
                return [Event(SecurityEventType.UserCreated, id, fields, roles)];
            case EntityState.Deleted:
                return [Event(SecurityEventType.UserDeleted, id, fields, roles)];
        }

        var stamps = fields.Where(field => Stamps.Contains(field.Property)).ToList();
        var password = fields.Find(field => field.Property == nameof(User.PasswordHash));
        var disabled = fields.Find(field => field.Property == nameof(User.DisabledAt));
        var others = fields.Except(stamps).Where(field => field != password && field != disabled).ToList();
        var facts = new List<SecurityEvent>();
        if (others.Count > 0 || roles is not null)
        {
            facts.Add(Event(SecurityEventType.UserChanged, id, [.. others, .. stamps], roles));
        }

        if (password is not null)
        {
            facts.Add(Event(SecurityEventType.PasswordChanged, id, [password, .. stamps], null));
        }

        if (disabled is not null && (disabled.Before is null || disabled.After is null))
        {
            facts.Add(Event(disabled.After is null ? SecurityEventType.UserEnabled : SecurityEventType.UserDisabled, id, [disabled, .. stamps], null));
        }

        return facts;
    }

    private static SecurityEvent Event(SecurityEventType type, Guid id, IEnumerable<ChangedField> fields, ChangedRoles? roles)
    {
        var changes = new FieldChanges();
        foreach (var field in fields)
        {
            if (field.Property == nameof(User.PasswordHash) || Stamps.Contains(field.Property))
            {
                changes.AddSecret(field.Column, field.Before, field.After);
            }
            else if (field.Property == nameof(User.Profile))
            {
                JsonMembers.AddChanges(changes, "profile.", (string?)field.Before, (string?)field.After);
            }
            else
            {
                changes.Add(field.Column, field.Before, field.After);
            }
        }

        if (roles is not null)
        {
            changes.Add("roles", roles.Before, roles.After);
        }

        return new SecurityEvent { Type = type, SubjectId = id, Details = changes.ToDetails() };
    }

    /// <summary>The names of the roles of a person in the database, and what becomes of them.</summary>
    private static async Task<ChangedRoles> RolesAsync(
        DbContext context, Guid user, IEnumerable<EntityEntry<IdentityUserRole<Guid>>> changed, CancellationToken cancellationToken)
    {
        var before = await (
            from membership in context.Set<IdentityUserRole<Guid>>().AsNoTracking()
            join role in context.Set<Role>().AsNoTracking() on membership.RoleId equals role.Id
            where membership.UserId == user
            select role.Name).ToListAsync(cancellationToken);
        var after = before.ToHashSet(StringComparer.Ordinal);
        foreach (var entry in changed)
        {
            var name = (await context.Set<Role>().FindAsync([entry.Entity.RoleId], cancellationToken))?.Name ?? entry.Entity.RoleId.ToString();
            _ = entry.State == EntityState.Added ? after.Add(name) : after.Remove(name);
        }

        return new ChangedRoles([.. before.Order(StringComparer.Ordinal)], [.. after.Order(StringComparer.Ordinal)]);
    }

    private sealed record ChangedRoles(IReadOnlyList<string> Before, IReadOnlyList<string> After);
}
