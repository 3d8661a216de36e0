using System.Collections.Frozen;
using System.Text.Json;
using Cosmo.Identity.Data;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Clients;

/// <summary>
/// All clients and scopes, in memory: read when the server starts and again within a second of a change by any node or by a
/// command. Requests read the current snapshot without asking the database.
/// </summary>
internal sealed partial class ClientRegistry(Database database, ILogger<ClientRegistry> log)
{
    /// <summary>The name under which changes are announced, see <see cref="Database.InvalidateAsync"/>.</summary>
    public const string CacheName = "clients";

    private static readonly SqlStatement SelectVersion = new("SELECT version FROM cache_versions WHERE name = $1", CacheName);

    private readonly SemaphoreSlim loading = new(1, 1);
    private volatile ClientSnapshot? snapshot;

    /// <summary>The clients and scopes as last read.</summary>
    public ValueTask<ClientSnapshot> GetAsync(CancellationToken cancellationToken) =>
        snapshot is { } current ? ValueTask.FromResult(current) : new ValueTask<ClientSnapshot>(LoadAsync(cancellationToken));

    /// <summary>Reads anew when somebody has announced a change; called every half second.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var version = await database.ReadFirstAsync(SelectVersion, row => row.GetInt64(0), cancellationToken);
        if (snapshot is { } current && current.Version != version)
        {
            await LoadAsync(cancellationToken, version);
            Reloaded(log, version);
        }
    }

    /// <summary>
    /// Reads anew what this node itself changed a moment ago. Where the database fails just then, the next look, half a second later, makes up
    /// for it: the change is made, and whoever ordered it hears so.
    /// </summary>
    public async Task FollowOwnChangeAsync()
    {
        try
        {
            await RefreshAsync(CancellationToken.None);
        }
        catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
        {
            NotFollowed(log, exception);
        }
    }

    private async Task<ClientSnapshot> LoadAsync(CancellationToken cancellationToken, long? atLeast = null)
    {
        await loading.WaitAsync(cancellationToken);
        try
        {
            if (snapshot is { } current && (atLeast is null || current.Version == atLeast))
            {
                return current;
            }

            // The version first: a change in between makes the snapshot newer than its number, and it is read once more.
            var version = await database.ReadFirstAsync(SelectVersion, row => row.GetInt64(0), cancellationToken);
            var clients = await ClientRows.ReadClientsAsync(database, cancellationToken);
            var scopes = await ClientRows.ReadScopesAsync(database, cancellationToken);
            return snapshot = new ClientSnapshot(version, clients, scopes);
        }
        finally
        {
            loading.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changed clients could not be read at once; they are in force in a moment.")]
    private static partial void NotFollowed(ILogger log, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Clients and scopes were read anew, version {Version}.")]
    private static partial void Reloaded(ILogger log, long version);
}

/// <summary>Clients and scopes at one moment.</summary>
internal sealed class ClientSnapshot(long version, IReadOnlyList<Client> clients, IReadOnlyList<Scope> scopes)
{
    private readonly FrozenDictionary<string, RegisteredClient> byClientId =
        clients.ToFrozenDictionary(client => client.ClientId!, client => new RegisteredClient(client), StringComparer.Ordinal);

    private readonly FrozenDictionary<string, string[]> resources = scopes.ToFrozenDictionary(
        scope => scope.Name!,
        scope => string.IsNullOrEmpty(scope.Resources) ? [] : JsonSerializer.Deserialize<string[]>(scope.Resources)!,
        StringComparer.Ordinal);

    private FrozenDictionary<Guid, RegisteredClient>? byId;
    private FrozenSet<string>? corsOrigins;

    public long Version => version;

    public FrozenDictionary<string, Scope> Scopes { get; } = scopes.ToFrozenDictionary(scope => scope.Name!, StringComparer.Ordinal);

    public IReadOnlyList<RegisteredClient> Clients => byClientId.Values;

    /// <summary>Origins that browser-based clients call from.</summary>
    public FrozenSet<string> CorsOrigins => corsOrigins ??= Clients.SelectMany(client => client.CorsOrigins).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The resource servers that <paramref name="names"/> open.</summary>
    public IEnumerable<string> ResourcesOf(IEnumerable<string> names) => names
        .SelectMany(name => resources.GetValueOrDefault(name, []))
        .Distinct(StringComparer.Ordinal);

    public RegisteredClient? Find(string? clientId) => clientId is not null && byClientId.TryGetValue(clientId, out var client) ? client : null;

    /// <summary>What people call a client; one that is gone is called by its identifier. Null of null.</summary>
    public string? NameOf(string? clientId) => Find(clientId)?.Name ?? clientId;

    public RegisteredClient? Find(Guid id) => (byId ??= Clients.ToFrozenDictionary(client => client.Id)).GetValueOrDefault(id);
}
