using System.Collections.Immutable;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using OpenIddict.EntityFrameworkCore;

namespace Cosmo.Identity.Clients;

/// <summary>OpenIddict's view of the scopes, answered from <see cref="ClientRegistry"/>.</summary>
internal sealed class ScopeStore(
    IMemoryCache cache,
    UnusedEntities context,
    IOptionsMonitor<OpenIddictEntityFrameworkCoreOptions> options,
    ClientRegistry registry)
    : OpenIddictEntityFrameworkCoreScopeStore<Scope, Guid>(cache, context, options)
{
    public override async ValueTask<Scope?> FindByNameAsync(string name, CancellationToken cancellationToken) =>
        (await registry.GetAsync(cancellationToken)).Scopes.GetValueOrDefault(name);

    public override async IAsyncEnumerable<Scope> FindByNamesAsync(
        ImmutableArray<string> names,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scopes = (await registry.GetAsync(cancellationToken)).Scopes;
        foreach (var name in names)
        {
            if (scopes.TryGetValue(name, out var scope))
            {
                yield return scope;
            }
        }
    }
}
