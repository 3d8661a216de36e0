using Cosmo.Identity.Accounts;
using Cosmo.Identity.Clients;

namespace Cosmo.Identity.Provisioning;

/// <summary>Scopes, clients and users that shall exist. It takes nothing away that it does not name.</summary>
internal sealed record ProvisioningFile(
    IReadOnlyList<ScopeDeclaration> Scopes,
    IReadOnlyList<ClientMetadata> Clients,
    IReadOnlyList<UserDeclaration> Users)
{
    /// <summary>Both files; where they declare the same thing, this one has the word.</summary>
    public ProvisioningFile Over(ProvisioningFile below) => new(
        Merge(below.Scopes, Scopes, scope => scope.Name),
        Merge(below.Clients, Clients, client => client.ClientId),
        Merge(below.Users, Users, user => UserNames.Canonical(user.UserName)!));

    private static List<T> Merge<T>(IReadOnlyList<T> below, IReadOnlyList<T> above, Func<T, string> name)
    {
        var named = above.Select(name).ToHashSet(StringComparer.Ordinal);
        return [.. below.Where(item => !named.Contains(name(item))), .. above];
    }
}

/// <summary>What came of reading a provisioning file.</summary>
internal abstract record ProvisioningParsing
{
    private ProvisioningParsing()
    {
    }

    /// <summary>The file can be applied, as far as it shows.</summary>
    internal sealed record Accepted(ProvisioningFile File) : ProvisioningParsing;

    /// <summary>Nothing of it is applied; each error begins with its place.</summary>
    internal sealed record Refused(IReadOnlyList<string> Errors) : ProvisioningParsing;
}
