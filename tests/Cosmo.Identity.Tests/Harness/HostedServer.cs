using System.Text.Json.Nodes;
using Cosmo.Identity.Server.Commands;
using Cosmo.Identity.Server.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>
/// The whole server inside the tests' process: a process of its own for each test would load and compile everything again, which
/// takes longer than most tests. What belongs to a process it has not: signals, output, measures.
/// </summary>
public sealed class HostedServer : RunningServer
{
    /// <summary>Requests that nobody waits for any more are not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;
    private IServiceProvider? _services;

    private HostedServer(string folder, TestDatabase database, IEnumerable<(string, string)> settings)
        : base(folder, database, [("Environment", "Development"), ("Keys:Directory", Path.Combine(folder, "certs")), ("Mail:Folder", Path.Combine(folder, "data", "mail")), .. settings])
    {
    }

    /// <summary>Starts a server in a folder on a database.</summary>
    public static async Task<HostedServer> StartAsync(
        string folder, TestDatabase database, JsonObject provisioning, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var server = new HostedServer(folder, database, [.. await ProvisionAsync(folder, provisioning), .. settings]);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts another node in this process, on the same database and keys, under the same issuer; the file of clients stays the first one's.</summary>
    public async Task<HostedServer> StartAnotherNodeAsync()
    {
        var node = new HostedServer(
            Place.NewFolder(), Database,
            [("Keys:Directory", Path.Combine(Folder, "certs")), ("Issuer", Issuer), ("Provisioning:File", ProvisioningFileIn(Folder)), .. Unlimited]);
        await node.StartAgainAsync();
        return node;
    }

    /// <summary>A part of the running server, for a test that does what a slice of it does.</summary>
    public T Part<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    /// <inheritdoc />
    public override async Task StartAgainAsync(params IReadOnlyList<(string Key, string Value)> more)
    {
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        if (EnvironmentWith(more).Any())
        {
            throw new ArgumentException("An environment belongs to a process: start one.", nameof(more));
        }

        var program = new ProgramSettings(ArgumentsWith(more));
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = Task.Run(() => ServeCommand.RunAsync(program, LeaveProcessAlone, ready.SetResult, _stop.Token), CancellationToken.None);
        if (await Task.WhenAny(ready.Task, run) == run)
        {
            await run;
        }

        (_run, Issuer) = (run, await ready.Task);
    }

    /// <inheritdoc />
    public override async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    /// <inheritdoc />
    protected override async Task EndAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private void LeaveProcessAlone(IServiceCollection services)
    {
        services.AddSingleton<IHostLifetime>(provider =>
        {
            _services = provider;
            return new Lifetime();
        });
        services.RemoveAll<ILoggerProvider>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = Patience);
    }

    /// <summary>Listens to no signal: those are the runner's.</summary>
    private sealed class Lifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
