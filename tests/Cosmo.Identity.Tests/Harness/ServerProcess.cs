using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>The real program, built and started as an operator would, in a folder of its own. It can be killed and started again on the same data.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string ReadyLine = "Cosmo Identity is ready: ";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);
    private readonly ConcurrentQueue<string> _output = new();
    private readonly List<(string Key, string Value)> _settings;
    private Process? _process;

    private ServerProcess(string folder, TestDatabase database, IEnumerable<(string, string)> settings)
    {
        Folder = folder;
        Database = database;
        Address = new Uri($"http://127.0.0.1:{Place.FreePort()}");
        Http = new Wire(Address);
        Issuer = "";
        _settings = [("Urls", Address.GetLeftPart(UriPartial.Authority)), .. database.Settings, .. settings];
    }

    /// <summary>The working directory.</summary>
    public string Folder { get; }

    /// <summary>Where its data is.</summary>
    public TestDatabase Database { get; }

    /// <summary>The address it listens on.</summary>
    public Uri Address { get; }

    /// <summary>The issuer that it said it is ready with.</summary>
    public string Issuer { get; private set; }

    /// <summary>Raw HTTP to it.</summary>
    public Wire Http { get; }

    /// <summary>Everything it has printed.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Its process.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>How long the last start took until it was ready.</summary>
    public TimeSpan StartTime { get; private set; }

    private string ProvisioningFile => Path.Combine(Folder, "provisioning.json");

    // Attack protection has tests of its own; here thousands of requests come from one address on purpose.
    private static IEnumerable<(string Key, string Value)> Unlimited =>
        [("RateLimits:Enabled", "false"), ("RateLimits:ExemptNetworks:0", "127.0.0.0/8")];

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
        var empty = database == Harness.Database.Sqlite ? TestDatabase.Sqlite(folder) : await TestDatabase.PostgreSqlAsync(cluster!);
        return await StartAsync(folder, empty, provisioning, settings);
    }

    /// <summary>Starts a server in a folder on a database.</summary>
    public static async Task<ServerProcess> StartAsync(
        string folder, TestDatabase database, JsonObject provisioning, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var server = new ServerProcess(folder, database, [("Provisioning:File", Path.Combine(folder, "provisioning.json")), .. Unlimited, .. settings]);
        await File.WriteAllTextAsync(
            server.ProvisioningFile, provisioning.ToJsonString(new JsonSerializerOptions { WriteIndented = true }), CancellationToken.None);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts another node on the same database and keys, under the same issuer; the file of clients stays the first one's.</summary>
    public async Task<ServerProcess> StartAnotherNodeAsync(params IReadOnlyList<(string Key, string Value)> settings)
    {
        var node = new ServerProcess(
            Place.NewFolder(), Database, [("Keys:Directory", Path.Combine(Folder, "certs")), ("Issuer", Issuer), ("Provisioning:File", ProvisioningFile), .. Unlimited, .. settings]);
        await node.StartAgainAsync();
        return node;
    }

    /// <summary>The settings that name its data, as arguments of a command.</summary>
    public string[] DataArguments => [.. Database.Settings.Select(setting => $"--{setting.Key}={setting.Value}")];

    /// <summary>Plays a client against it.</summary>
    public OidcClient As(Registration registration) => new(this, registration);

    /// <summary>A browser with no cookies yet.</summary>
    public Browser NewBrowser() => new(Address);

    /// <summary>The published keys.</summary>
    public async Task<JsonElement> KeysAsync() => (await Http.GetAsync("/.well-known/jwks")).Json;

    /// <summary>Sends SIGKILL, whatever it is doing.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Sends SIGTERM and waits for its end; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await Command.SignalAsync("TERM", ProcessId);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process!.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>Starts it on the same data, with the same settings and those given on top.</summary>
    public async Task StartAgainAsync(params IReadOnlyList<(string Key, string Value)> more)
    {
        var watch = Stopwatch.StartNew();
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = _settings.Concat(more).ToLookup(setting => setting.Key.StartsWith('$'));
        var arguments = all[false].Select(setting => $"--{setting.Key}={setting.Value}");
        var process = new Process { StartInfo = Command.Describe(Folder, Place.Dotnet, [Place.Program, "serve", .. arguments], "Development"), EnableRaisingEvents = true };
        // What is no setting of ours but of the system below, such as $SSL_CERT_FILE.
        foreach (var (name, value) in all[true])
        {
            process.StartInfo.Environment[name[1..]] = value;
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
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        Directory.Delete(Folder, recursive: true);
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
