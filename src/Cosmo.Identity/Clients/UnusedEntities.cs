using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore;

namespace Cosmo.Identity.Clients;

/// <summary>
/// Stands where OpenIddict wants its per-request caches of clients and scopes and its context of EF Core for them: both are
/// answered from <see cref="ClientRegistry"/>, and a memory cache and a context for each request cost more than the request.
/// </summary>
internal sealed class UnusedEntities : IOpenIddictApplicationCache<Client>, IOpenIddictScopeCache<Scope>, IOpenIddictEntityFrameworkCoreContext
{
    private static NotSupportedException Unused => new("Clients and scopes are read from the registry and changed by provisioning.");

    ValueTask<DbContext> IOpenIddictEntityFrameworkCoreContext.GetDbContextAsync(CancellationToken cancellationToken) => throw Unused;

    ValueTask IOpenIddictApplicationCache<Client>.AddAsync(Client application, CancellationToken cancellationToken) => throw Unused;

    ValueTask<Client?> IOpenIddictApplicationCache<Client>.FindByClientIdAsync(string identifier, CancellationToken cancellationToken) => throw Unused;

    ValueTask<Client?> IOpenIddictApplicationCache<Client>.FindByIdAsync(string identifier, CancellationToken cancellationToken) => throw Unused;

    IAsyncEnumerable<Client> IOpenIddictApplicationCache<Client>.FindByPostLogoutRedirectUriAsync(string uri, CancellationToken cancellationToken) => throw Unused;

    IAsyncEnumerable<Client> IOpenIddictApplicationCache<Client>.FindByRedirectUriAsync(string uri, CancellationToken cancellationToken) => throw Unused;

    ValueTask IOpenIddictApplicationCache<Client>.RemoveAsync(Client application, CancellationToken cancellationToken) => throw Unused;

    ValueTask IOpenIddictScopeCache<Scope>.AddAsync(Scope scope, CancellationToken cancellationToken) => throw Unused;

    ValueTask<Scope?> IOpenIddictScopeCache<Scope>.FindByIdAsync(string identifier, CancellationToken cancellationToken) => throw Unused;

    ValueTask<Scope?> IOpenIddictScopeCache<Scope>.FindByNameAsync(string name, CancellationToken cancellationToken) => throw Unused;

    IAsyncEnumerable<Scope> IOpenIddictScopeCache<Scope>.FindByNamesAsync(ImmutableArray<string> names, CancellationToken cancellationToken) => throw Unused;

    IAsyncEnumerable<Scope> IOpenIddictScopeCache<Scope>.FindByResourceAsync(string resource, CancellationToken cancellationToken) => throw Unused;

    ValueTask IOpenIddictScopeCache<Scope>.RemoveAsync(Scope scope, CancellationToken cancellationToken) => throw Unused;
}
