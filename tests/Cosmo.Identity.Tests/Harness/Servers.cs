using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Cosmo.Identity.Tests.Harness;
using Xunit;

[assembly: AssemblyFixture(typeof(Servers))]

namespace Cosmo.Identity.Tests.Harness;

/// <summary>The servers that tests share, each started when the first test asks for it.</summary>
public sealed class Servers : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(Database, string), Lazy<Task<ServerProcess>>> _shared = new();
    private readonly ConcurrentDictionary<Database, Lazy<Task<PreparedData>>> _prepared = new();
    private readonly Lazy<Task<PostgresCluster>> _cluster = new(PostgresCluster.SharedAsync);

    /// <summary>A server with the default settings.</summary>
    public Task<ServerProcess> OnAsync(Database database) => SharedAsync(database);

    /// <summary>A server on SQLite, for what does not depend on the database.</summary>
    public Task<ServerProcess> AnyAsync() => SharedAsync(Database.Sqlite);

    /// <summary>A server on which a refresh token works once and no retry is forgiven.</summary>
    public Task<ServerProcess> WithoutLeewayAsync(Database database) => SharedAsync(database, ("Tokens:RefreshTokenReuseLeeway", "00:00:00"));

    /// <summary>A server with the rate limits that everybody has; a trusted proxy on loopback says whose request it is.</summary>
    public Task<ServerProcess> LimitedAsync(Database database) => SharedAsync(database, [.. Limited, BehindProxy]);

    /// <summary>A server of the test's own with the rate limits that everybody has, on top of which come these settings.</summary>
    public Task<ServerProcess> StartLimitedAsync(Database database, params IReadOnlyList<(string Key, string Value)> settings) => StartAsync(database, [.. Limited, .. settings]);

    /// <summary>Settings that give the rate limits back to a server of a test; lockout and blocks, which failures lead to, stay out of the way.</summary>
    public static IReadOnlyList<(string Key, string Value)> Limited { get; } =
        [("RateLimits:Enabled", "true"), ("RateLimits:ExemptNetworks:0", "192.0.2.0/24"), ("Lockout:FailureLimit", "1000"), ("Threats:Mode", "Off")];

    /// <summary>The setting that lets a test say by <c>X-Forwarded-For</c> whose request it is.</summary>
    public static (string Key, string Value) BehindProxy { get; } = ("ReverseProxy:TrustedNetworks:0", "127.0.0.0/8");

    /// <summary>A server of the test's own, to dispose of. It was started once before, with the usual clients and people.</summary>
    public async Task<ServerProcess> StartAsync(Database database, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var prepared = await _prepared.GetOrAdd(database, _ => new Lazy<Task<PreparedData>>(() => PrepareAsync(database))).Value;
        var folder = Place.NewFolder();
        return await ServerProcess.StartAsync(folder, await prepared.CopyToAsync(folder), Registrations.Provisioning(), settings);
    }

    /// <summary>A server of the test's own that starts for the first time.</summary>
    public Task<ServerProcess> StartFirstAsync(Database database, params IReadOnlyList<(string Key, string Value)> settings) =>
        StartAsync(database, Registrations.Provisioning(), settings);

    /// <summary>A server of the test's own that starts for the first time, with other clients and people.</summary>
    public async Task<ServerProcess> StartAsync(Database database, JsonObject provisioning, params IReadOnlyList<(string Key, string Value)> settings) =>
        await ServerProcess.StartAsync(database, await ClusterOfAsync(database), provisioning, settings);

    /// <summary>An empty database, for a test that runs commands.</summary>
    public async Task<TestDatabase> NewDatabaseAsync(Database database, string folder) =>
        database == Database.Sqlite ? TestDatabase.Sqlite(folder) : await TestDatabase.PostgreSqlAsync(await _cluster.Value);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var prepared in _prepared.Values.Where(prepared => prepared is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            (await prepared.Value).Dispose();
        }

        foreach (var server in _shared.Values.Where(server => server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            await (await server.Value).DisposeAsync();
        }

        if (_cluster is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _cluster.Value).DisposeAsync();
        }
    }

    private async Task<PreparedData> PrepareAsync(Database database) => await PreparedData.MakeAsync(database, await ClusterOfAsync(database));

    private async Task<PostgresCluster?> ClusterOfAsync(Database database) => database == Database.PostgreSql ? await _cluster.Value : null;

    private Task<ServerProcess> SharedAsync(Database database, params IReadOnlyList<(string Key, string Value)> settings) =>
        _shared.GetOrAdd((database, string.Join(';', settings)), _ => new Lazy<Task<ServerProcess>>(() => StartAsync(database, settings))).Value;
}
