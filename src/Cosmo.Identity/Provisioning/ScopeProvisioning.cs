using System.Text.Json;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Provisioning;

/// <summary>Makes the stored scopes those that are declared, in the context; saving is the caller's.</summary>
internal static class ScopeProvisioning
{
    public static async Task<IReadOnlySet<string>> ApplyAsync(
        CosmoDbContext context, IReadOnlyList<ScopeDeclaration> declared, List<Change> changes, CancellationToken cancellationToken)
    {
        var stored = await context.Set<Scope>().ToDictionaryAsync(scope => scope.Name!, StringComparer.Ordinal, cancellationToken);
        foreach (var declaration in declared)
        {
            var resources = declaration.Resources.Count == 0 ? null : JsonSerializer.Serialize(declaration.Resources);
            if (!stored.TryGetValue(declaration.Name, out var scope))
            {
                stored[declaration.Name] = scope = new Scope { Name = declaration.Name };
                context.Add(scope);
                changes.Add(new Change("scope", declaration.Name, "created"));
            }
            else
            {
                Compare("display_name", scope.DisplayName, declaration.DisplayName);
                Compare("description", scope.Description, declaration.Description);
                Compare("resources", scope.Resources, resources);
            }

            scope.DisplayName = declaration.DisplayName;
            scope.Description = declaration.Description;
            scope.Resources = resources;
            if (context.Entry(scope).State == EntityState.Modified)
            {
                scope.ConcurrencyToken = Guid.CreateVersion7().ToString("N");
            }

            void Compare(string member, string? before, string? after)
            {
                if (before != after)
                {
                    changes.Add(new Change("scope", declaration.Name, after is null ? $"{member} removed" : $"{member} = {after}"));
                }
            }
        }

        return stored.Keys.ToHashSet(StringComparer.Ordinal);
    }
}
