using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>A server as an operator starts it: the built program in a process of its own. It can be killed and started again on the same data.</summary>
public sealed class ServerProcess : RunningServer
{
    private const string ReadyLine = "Cosmo Identity is ready: ";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    private ServerProcess(string folder, TestDatabase database, IEnumerable<(string, string)> settings)
        : base(folder, database, settings)
    {
    }

    /// <summary>Everything it has printed.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Its process.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>How long the last start took until it was ready.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Starts a server as after a fresh clone: an address and an empty SQLite file, nothing else said.</summary>
    public static async Task<ServerProcess> StartBareAsync()
    {
        var folder = Place.NewFolder();
        var server = new ServerProcess(folder, TestDatabase.Sqlite(folder), []);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts a server on an empty database with these clients and people.</summary>
    public static async Task<ServerProcess> StartAsync(
        Database database, PostgresCluster? cluster, JsonObject provisioning, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var folder = Place.NewFolder();
        return await StartAsync(folder, await TestDatabase.NewAsync(database, folder, cluster), provisioning, settings);
    }

    /// <summary>Starts a server in a folder on a database.</summary>
    public static async Task<ServerProcess> StartAsync(
        string folder, TestDatabase database, JsonObject provisioning, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var server = new ServerProcess(folder, database, [.. await ProvisionAsync(folder, provisioning), .. settings]);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts another node on the same database and keys, under the same issuer; the file of clients stays the first one's.</summary>
    public async Task<ServerProcess> StartAnotherNodeAsync(params IReadOnlyList<(string Key, string Value)> settings)
    {
        var node = new ServerProcess(
            Place.NewFolder(), Database,
            [("Keys:Directory", Path.Combine(Folder, "certs")), ("Issuer", Issuer), ("Provisioning:File", ProvisioningFileIn(Folder)), .. Unlimited, .. settings]);
        await node.StartAgainAsync();
        return node;
    }

    /// <summary>Sends SIGKILL, whatever it is doing.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Sends SIGTERM and waits for its end; returns its exit code.</summary>
    public override async Task<int> StopAsync()
    {
        await Command.SignalAsync("TERM", ProcessId);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process!.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <inheritdoc />
    public override async Task StartAgainAsync(params IReadOnlyList<(string Key, string Value)> more)
    {
        var watch = Stopwatch.StartNew();
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = Command.Describe(Folder, Place.Dotnet, [Place.Program, "serve", .. ArgumentsWith(more)], "Development"), EnableRaisingEvents = true };
        foreach (var (name, value) in EnvironmentWith(more))
        {
            process.StartInfo.Environment[name] = value;
        }

        process.OutputDataReceived += (_, line) => Note(line.Data, ready);
        process.ErrorDataReceived += (_, line) => Note(line.Data, ready);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("The server ended instead of getting ready."));
        process.Start();
        _process = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            Issuer = await ready.Task.WaitAsync(StartDeadline, TestContext.Current.CancellationToken);
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            await process.WaitForExitAsync(CancellationToken.None);
            throw new InvalidOperationException($"{exception.Message} It printed:\n{Output}", exception);
        }

        StartTime = watch.Elapsed;
    }

    /// <inheritdoc />
    protected override async Task EndAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
    }

    private void Note(string? line, TaskCompletionSource<string> ready)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (line.StartsWith(ReadyLine, StringComparison.Ordinal))
        {
            ready.TrySetResult(line[ReadyLine.Length..].Trim());
        }
    }
}
