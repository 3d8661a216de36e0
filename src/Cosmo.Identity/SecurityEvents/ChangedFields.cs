using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>Reads from EF Core which columns of a row change, and from what to what.</summary>
internal static class ChangedFields
{
    /// <summary>The columns whose value is another after saving: of a new row those that have one, of a deleted row those that had.</summary>
    public static IEnumerable<ChangedField> Of(EntityEntry entry)
    {
        foreach (var property in entry.Properties)
        {
            var before = entry.State == EntityState.Added ? null : property.OriginalValue;
            var after = entry.State == EntityState.Deleted ? null : property.CurrentValue;
            if (!Equals(before, after))
            {
                yield return new ChangedField(property.Metadata.Name, property.Metadata.GetColumnName(), before, after);
            }
        }
    }
}

/// <summary>One column of one row before and after.</summary>
/// <param name="Property">Its name in the program.</param>
/// <param name="Column">Its name in the database.</param>
/// <param name="Before">Null where there was no value, or no row.</param>
/// <param name="After">Null where there is none any more.</param>
internal sealed record ChangedField(string Property, string Column, object? Before, object? After);
