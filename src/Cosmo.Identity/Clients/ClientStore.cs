using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.EntityFrameworkCore;

namespace Cosmo.Identity.Clients;

/// <summary>OpenIddict's view of the clients, answered from <see cref="ClientRegistry"/>: no query, no JSON parsed twice.</summary>
internal sealed class ClientStore(
    IMemoryCache cache,
    UnusedEntities context,
    IOptionsMonitor<OpenIddictEntityFrameworkCoreOptions> options,
    ClientRegistry registry,
    RemoteKeySets remoteKeys)
    : OpenIddictEntityFrameworkCoreApplicationStore<Client, Authorization, Token, Guid>(cache, context, options)
{
    public override async ValueTask<Client?> FindByClientIdAsync(string identifier, CancellationToken cancellationToken) =>
        (await registry.GetAsync(cancellationToken)).Find(identifier)?.Entity;

    public override async ValueTask<Client?> FindByIdAsync(string identifier, CancellationToken cancellationToken) =>
        Guid.TryParse(identifier, out var id) ? (await registry.GetAsync(cancellationToken)).Find(id)?.Entity : null;

    public override async IAsyncEnumerable<Client> FindByPostLogoutRedirectUriAsync(
        string uri, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var client in (await registry.GetAsync(cancellationToken)).Clients)
        {
            if (client.PostLogoutRedirectUris.Contains(uri, StringComparer.Ordinal))
            {
                yield return client.Entity;
            }
        }
    }

    public override async ValueTask<ImmutableArray<string>> GetPermissionsAsync(Client application, CancellationToken cancellationToken) =>
        (await RegisteredAsync(application, cancellationToken)).Permissions;

    public override async ValueTask<ImmutableArray<string>> GetRequirementsAsync(Client application, CancellationToken cancellationToken) =>
        (await RegisteredAsync(application, cancellationToken)).Requirements;

    public override async ValueTask<ImmutableArray<string>> GetRedirectUrisAsync(Client application, CancellationToken cancellationToken) =>
        (await RegisteredAsync(application, cancellationToken)).RedirectUris;

    public override async ValueTask<ImmutableArray<string>> GetPostLogoutRedirectUrisAsync(Client application, CancellationToken cancellationToken) =>
        (await RegisteredAsync(application, cancellationToken)).PostLogoutRedirectUris;

    public override ValueTask<ImmutableDictionary<string, string>> GetSettingsAsync(Client application, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(application.Settings) ? ValueTask.FromResult(ImmutableDictionary<string, string>.Empty) : base.GetSettingsAsync(application, cancellationToken);

    public override async ValueTask<JsonWebKeySet?> GetJsonWebKeySetAsync(Client application, CancellationToken cancellationToken) =>
        (await RegisteredAsync(application, cancellationToken)).JwksUri is { } uri
            ? await remoteKeys.FindAsync(uri, cancellationToken)
            : await base.GetJsonWebKeySetAsync(application, cancellationToken);

    private async ValueTask<RegisteredClient> RegisteredAsync(Client client, CancellationToken cancellationToken)
    {
        var registered = (await registry.GetAsync(cancellationToken)).Find(client.ClientId);
        return ReferenceEquals(registered?.Entity, client) ? registered : new RegisteredClient(client);
    }
}
