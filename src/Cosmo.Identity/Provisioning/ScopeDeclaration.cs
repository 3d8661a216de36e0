using System.Collections.Frozen;
using Cosmo.Identity.Clients;

namespace Cosmo.Identity.Provisioning;

/// <summary>A scope as a provisioning file declares it.</summary>
/// <param name="Name">What clients ask for.</param>
/// <param name="DisplayName">What the consent page says.</param>
/// <param name="Description">More about it.</param>
/// <param name="Resources">Audiences of the tokens that carry it.</param>
internal sealed record ScopeDeclaration(string Name, string? DisplayName, string? Description, IReadOnlyList<string> Resources)
{
    /// <summary>Scopes that are always there, without a row.</summary>
    public static readonly FrozenSet<string> BuiltIn = ScopeWords.BuiltIn.ToFrozenSet(StringComparer.Ordinal);
}
