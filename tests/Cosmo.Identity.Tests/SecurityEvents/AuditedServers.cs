using System.Collections.Concurrent;
using Cosmo.Identity.Tests.Harness;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>Servers of one test class alone, so that nobody else's facts come between.</summary>
public sealed class AuditedServers(Servers servers) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(Database, string), Lazy<Task<HostedServer>>> _started = new();

    /// <summary>A server with the default settings and those given.</summary>
    public Task<HostedServer> OnAsync(Database database, params IReadOnlyList<(string Key, string Value)> settings) =>
        _started.GetOrAdd((database, string.Join(';', settings)), _ => new Lazy<Task<HostedServer>>(() => servers.StartAsync(database, settings))).Value;

    /// <summary>Another one with the default settings, for floods in which the facts of other tests would only be counted.</summary>
    public Task<HostedServer> FloodedAsync(Database database) =>
        _started.GetOrAdd((database, "flooded"), _ => new Lazy<Task<HostedServer>>(() => servers.StartAsync(database))).Value;

    /// <summary>A server on which a refresh token works once and no retry is forgiven.</summary>
    public Task<HostedServer> WithoutLeewayAsync(Database database) => OnAsync(database, ("Tokens:RefreshTokenReuseLeeway", "00:00:00"));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers.Made(_started.Values))
        {
            await (await server).DisposeAsync();
        }
    }
}
