using Cosmo.Identity.Clients.Secrets;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using OpenIddict.Abstractions;

namespace Cosmo.Identity.Clients;

/// <summary>Shows clients and scopes to administrators, out of what every request is served from. No secret and no hash of one leaves it.</summary>
public sealed class ClientReader
{
    /// <summary>Beyond it nobody counts how many authorizations a client has.</summary>
    public const int MostCounted = 10_000;

    // Only administrators make these events, so they are few.
    private const int MostSecretEvents = 5_000;

    private static readonly string SelectSecretChanges = string.Join(
        " UNION ALL ",
        new[] { SecurityEventType.ClientSecretChanged, SecurityEventType.ClientCreated }.Select(type =>
            $"SELECT * FROM (SELECT client_id, occurred_at FROM security_events WHERE type = {(int)type} ORDER BY id DESC LIMIT {MostSecretEvents}) AS t{(int)type}"));

    private static readonly string SelectUse =
        $"""
         SELECT (SELECT count(*) FROM (SELECT 1 FROM authorizations WHERE application_id = $1 AND status = 'valid' AND type = 'permanent' LIMIT {MostCounted}) AS consents),
                (SELECT count(*) FROM (SELECT 1 FROM authorizations WHERE application_id = $1 AND status = 'valid' AND type = 'ad-hoc' AND (expires_at IS NULL OR expires_at > $2) LIMIT {MostCounted}) AS families)
         """;

    private readonly ClientRegistry registry;
    private readonly Database database;
    private readonly Func<IOpenIddictApplicationManager> applications;
    private readonly TimeProvider clock;

    internal ClientReader(ClientRegistry registry, Database database, Func<IOpenIddictApplicationManager> applications, TimeProvider clock) =>
        (this.registry, this.database, this.applications, this.clock) = (registry, database, applications, clock);

    /// <summary>All clients in order of their identifiers.</summary>
    public async Task<IReadOnlyList<KnownClient>> ListAsync(CancellationToken cancellationToken)
    {
        var known = await registry.GetAsync(cancellationToken);
        var changes = await database.ReadAllAsync(
            new SqlStatement(SelectSecretChanges), row => (Client: row.Text(0), At: row.Instant(1)), cancellationToken);
        var last = changes.Where(change => change.Client is not null).GroupBy(change => change.Client!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Max(change => change.At), StringComparer.Ordinal);
        return [.. known.Clients.OrderBy(client => client.ClientId, StringComparer.Ordinal).Select(client => Describe(client, last.GetValueOrDefault(client.ClientId)))];
    }

    /// <summary>One client; null where there is none of this identifier.</summary>
    public async Task<KnownClient?> FindAsync(string clientId, CancellationToken cancellationToken)
    {
        if ((await registry.GetAsync(cancellationToken)).Find(clientId) is not { } client)
        {
            return null;
        }

        var changes = await database.ReadAllAsync(new SqlStatement(SelectSecretChanges), row => (Client: row.Text(0), At: row.Instant(1)), cancellationToken);
        return Describe(client, changes.Where(change => change.Client == clientId).Max(change => change.At));
    }

    /// <summary>How many people have let a client in, and how many of its sign-ins live; each at most <see cref="MostCounted"/>.</summary>
    public async Task<ClientUse> UseOfAsync(string clientId, CancellationToken cancellationToken) =>
        (await registry.GetAsync(cancellationToken)).Find(clientId) is { } client
            ? await database.ReadFirstAsync(new SqlStatement(SelectUse, client.Id, clock.GetUtcNow()), row => new ClientUse((int)row.GetInt64(0), (int)row.GetInt64(1)), cancellationToken) ?? new ClientUse(0, 0)
            : new ClientUse(0, 0);

    /// <summary>
    /// Whether answers to this client's requests go to an address: exactly one of the registered, or, of an installed application, one of those
    /// on the machine itself with whatever port.
    /// </summary>
    public async Task<bool> AcceptsRedirectAsync(string clientId, string address, CancellationToken cancellationToken) =>
        (await registry.GetAsync(cancellationToken)).Find(clientId) is { } client && await applications().ValidateRedirectUriAsync(client.Entity, address, cancellationToken);

    /// <summary>All scopes: those that are always there, then those that were declared, by name.</summary>
    public async Task<IReadOnlyList<KnownScope>> ScopesAsync(CancellationToken cancellationToken)
    {
        var known = await registry.GetAsync(cancellationToken);
        var clients = known.Clients.SelectMany(client => client.AllowedScopes.Select(scope => (scope, client.ClientId)))
            .ToLookup(pair => pair.scope, pair => pair.ClientId, StringComparer.Ordinal);
        return
        [
            .. ScopeWords.BuiltIn.Select(name => Describe(name, null)),
            .. known.Scopes.Keys.Except(ScopeWords.BuiltIn, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => Describe(name, known.Scopes[name])),
        ];

        KnownScope Describe(string name, Scope? declared)
        {
            var words = ScopeWords.Describe(name, declared);
            return new KnownScope(
                name,
                declared is null ? words.DisplayName : declared.DisplayName,
                declared is null ? words.Description : declared.Description,
                [.. known.ResourcesOf([name])],
                declared is null,
                [.. clients[name].Order(StringComparer.Ordinal)])
            {
                Version = declared?.ConcurrencyToken,
            };
        }
    }

    /// <summary>One scope; null where there is none of this name.</summary>
    public async Task<KnownScope?> FindScopeAsync(string name, CancellationToken cancellationToken) =>
        (await ScopesAsync(cancellationToken)).FirstOrDefault(scope => scope.Name == name);

    private static KnownClient Describe(RegisteredClient client, DateTimeOffset? secretChangedAt) => new(
        client.Entity.Metadata is { } metadata ? ClientMetadata.FromJson(metadata) : new ClientMetadata { ClientId = client.ClientId, ClientName = client.Entity.DisplayName },
        client.Entity.ConcurrencyToken ?? "",
        client.Entity.ClientSecret is not { } hash ? SecretKind.None : ClientSecretHasher.IsStrong(hash) ? SecretKind.Random : SecretKind.Chosen,
        client.Entity.ClientSecret is null ? null : secretChangedAt);
}
