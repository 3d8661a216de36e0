using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Cosmo.Identity.Tests.Harness;
using Xunit;

[assembly: AssemblyFixture(typeof(Servers))]

namespace Cosmo.Identity.Tests.Harness;

/// <summary>The servers that tests share, each started when the first test asks for it, and those of a test's own.</summary>
public sealed class Servers : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(Database, string), Lazy<Task<HostedServer>>> _shared = new();
    private readonly ConcurrentDictionary<Database, Lazy<Task<HostedServer>>> _consoles = new();
    private readonly ConcurrentDictionary<Database, Lazy<Task<PreparedData>>> _prepared = new();
    private readonly Lazy<Task<PostgresCluster>> _cluster = new(PostgresCluster.SharedAsync);

    /// <summary>A server with the default settings.</summary>
    public Task<HostedServer> OnAsync(Database database) => SharedAsync(database);

    /// <summary>A server on SQLite, for what does not depend on the database.</summary>
    public Task<HostedServer> AnyAsync() => SharedAsync(Database.Sqlite);

    /// <summary>A server on which a refresh token works once and no retry is forgiven.</summary>
    public Task<HostedServer> WithoutLeewayAsync(Database database) => SharedAsync(database, ("Tokens:RefreshTokenReuseLeeway", "00:00:00"));

    /// <summary>A server with administrators, who need no second factor: for what the console does behind its door. All its tests share it.</summary>
    public Task<HostedServer> ConsoleAsync(Database database) => _consoles.GetOrAdd(database, _ => new Lazy<Task<HostedServer>>(
        () => StartFirstAsync(database, Administrators.Provisioning(), BehindProxy, ("SecondFactors:Policy", "Off"), ("RateLimits:ExemptNetworks:0", "127.0.0.0/8")))).Value;

    /// <summary>A server with the rate limits that everybody has; a trusted proxy on loopback says whose request it is.</summary>
    public Task<HostedServer> LimitedAsync(Database database) => SharedAsync(database, [.. Limited, BehindProxy]);

    /// <summary>A server of the test's own with the rate limits that everybody has, on top of which come these settings.</summary>
    public Task<HostedServer> StartLimitedAsync(Database database, params IReadOnlyList<(string Key, string Value)> settings) => StartAsync(database, [.. Limited, .. settings]);

    /// <summary>Settings that give the rate limits back to a server of a test; lockout and blocks, which failures lead to, stay out of the way.</summary>
    public static IReadOnlyList<(string Key, string Value)> Limited { get; } =
        [("RateLimits:Enabled", "true"), ("RateLimits:ExemptNetworks:0", "192.0.2.0/24"), ("Lockout:FailureLimit", "1000"), ("Threats:Mode", "Off")];

    /// <summary>The setting that lets a test say by <c>X-Forwarded-For</c> whose request it is.</summary>
    public static (string Key, string Value) BehindProxy { get; } = ("ReverseProxy:TrustedNetworks:0", "127.0.0.0/8");

    /// <summary>A server of the test's own, in this process, to dispose of. Its data was prepared: the usual clients and people.</summary>
    public async Task<HostedServer> StartAsync(Database database, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var folder = Place.NewFolder();
        return await HostedServer.StartAsync(folder, await CopyToAsync(database, folder), Registrations.Provisioning(), settings);
    }

    /// <summary>The same as a process, for a test that kills it, reads what it prints, starts another node, or promises how much it takes.</summary>
    public async Task<ServerProcess> StartProcessAsync(Database database, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var folder = Place.NewFolder();
        return await ServerProcess.StartAsync(folder, await CopyToAsync(database, folder), Registrations.Provisioning(), settings);
    }

    /// <summary>A server of the test's own, in this process, that starts for the first time, with other clients and people.</summary>
    public async Task<HostedServer> StartFirstAsync(Database database, JsonObject provisioning, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var folder = Place.NewFolder();
        return await HostedServer.StartAsync(folder, await NewDatabaseAsync(database, folder), provisioning, settings);
    }

    /// <summary>A server of the test's own, as a process, that starts for the first time.</summary>
    public async Task<ServerProcess> StartFirstProcessAsync(Database database, params IReadOnlyList<(string Key, string Value)> settings) =>
        await ServerProcess.StartAsync(database, await ClusterOfAsync(database), Registrations.Provisioning(), settings);

    /// <summary>An empty database, for a test that runs commands.</summary>
    public async Task<TestDatabase> NewDatabaseAsync(Database database, string folder) =>
        await TestDatabase.NewAsync(database, folder, await ClusterOfAsync(database));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var prepared in Made(_prepared.Values))
        {
            (await prepared).Dispose();
        }

        foreach (var server in Made(_shared.Values))
        {
            await (await server).DisposeAsync();
        }

        foreach (var console in Made(_consoles.Values))
        {
            await (await console).DisposeAsync();
        }

        foreach (var cluster in Made([_cluster]))
        {
            await (await cluster).DisposeAsync();
        }
    }

    /// <summary>What somebody asked for, and what came to be.</summary>
    internal static IEnumerable<Task<T>> Made<T>(IEnumerable<Lazy<Task<T>>> all) =>
        all.Where(one => one is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }).Select(one => one.Value);

    private async Task<TestDatabase> CopyToAsync(Database database, string folder)
    {
        var prepared = await _prepared.GetOrAdd(database, _ => new Lazy<Task<PreparedData>>(() => PrepareAsync(database))).Value;
        return await prepared.CopyToAsync(folder);
    }

    private async Task<PreparedData> PrepareAsync(Database database) => await PreparedData.MakeAsync(database, await ClusterOfAsync(database));

    private async Task<PostgresCluster?> ClusterOfAsync(Database database) => database == Database.PostgreSql ? await _cluster.Value : null;

    private Task<HostedServer> SharedAsync(Database database, params IReadOnlyList<(string Key, string Value)> settings) =>
        _shared.GetOrAdd((database, string.Join(';', settings)), _ => new Lazy<Task<HostedServer>>(() => StartAsync(database, settings))).Value;
}
