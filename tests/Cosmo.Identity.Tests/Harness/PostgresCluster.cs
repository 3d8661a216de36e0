using Npgsql;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>A PostgreSQL cluster: the one that tests/run started, or one of this process's own that a test may stop or freeze.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private readonly string? _folder;

    private PostgresCluster(string connectionString, string? folder)
    {
        ConnectionString = connectionString;
        _folder = folder;
    }

    /// <summary>As the superuser, to the database <c>postgres</c>.</summary>
    public string ConnectionString { get; }

    /// <summary>The folder of its programs.</summary>
    public static string Binaries { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Last(folder => File.Exists(Path.Combine(folder, "initdb")))
            : "/usr/local/bin";

    /// <summary>The cluster named by <c>COSMO_TEST_POSTGRES</c>, or a new one.</summary>
    public static async Task<PostgresCluster> SharedAsync() =>
        Environment.GetEnvironmentVariable("COSMO_TEST_POSTGRES") is { Length: > 0 } given ? new PostgresCluster(given, null) : await StartAsync();

    /// <summary>A new cluster with fsync on, as crash tests need it.</summary>
    public static async Task<PostgresCluster> StartAsync()
    {
        var folder = Place.NewFolder();
        var port = Place.FreePort();
        var cluster = new PostgresCluster($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false", folder);
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root.
            (await Command.RunAsync(folder, "chown", ["postgres", folder])).ExitCode.ShouldBe(0);
        }

        await RunAsync(folder, "initdb", "-D", Path.Combine(folder, "data"), "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C");
        await File.AppendAllTextAsync(
            Path.Combine(folder, "data", "postgresql.conf"),
            $"listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\nfsync = on\nmax_connections = 300\n",
            TestContext.Current.CancellationToken);
        await cluster.ResumeAsync();
        return cluster;
    }

    /// <summary>A new database on it, as its template is; returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string template)
    {
        var name = "cosmo_" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name} TEMPLATE {template}";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name, Pooling = true }.ConnectionString;
    }

    /// <summary>Ends it at once, as a power switch would.</summary>
    public Task StopAsync() => RunAsync(_folder!, "pg_ctl", "stop", "-D", Data, "-m", "immediate", "-w");

    /// <summary>Starts it (again) on the same port.</summary>
    public Task ResumeAsync() => RunAsync(_folder!, "pg_ctl", "start", "-D", Data, "-w", "-l", Path.Combine(_folder!, "log"));

    /// <summary>Stops every one of its processes in its tracks: connections stay open and nothing answers.</summary>
    public async Task FreezeAsync() => await Command.SignalAsync("STOP", Processes());

    /// <summary>Lets it go on.</summary>
    public async Task ThawAsync() => await Command.SignalAsync("CONT", Processes());

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            // A test may have left it frozen. One of its processes may end in this moment, which is no fault.
            await Command.RunAsync("/", "/bin/kill", ["-CONT", .. Processes().Select(process => process.ToString())]);
            await StopAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private string Data => Path.Combine(_folder!, "data");

    private int[] Processes()
    {
        var identifier = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(identifier))
        {
            return [];
        }

        var postmaster = int.Parse(File.ReadLines(identifier).First());
        var children = Directory.GetFiles($"/proc/{postmaster}/task/{postmaster}", "children").SelectMany(File.ReadLines);
        return [postmaster, .. children.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];
    }

    private static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        var path = Path.Combine(Binaries, program);
        // The postmaster inherits the pipes of pg_ctl, so it is given none of them.
        string[] quiet = ["-c", "exec \"$0\" \"$@\" </dev/null >\"$OUT\" 2>&1", path, .. arguments];
        var output = Path.Combine(folder, program + ".out");
        string[] shell = ["OUT=" + output, "sh", .. quiet];
        var result = Environment.IsPrivilegedProcess
            ? await Command.RunAsync(folder, "runuser", ["-u", "postgres", "--", "env", .. shell])
            : await Command.RunAsync(folder, "env", shell);
        result.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {result.Text} {(File.Exists(output) ? await File.ReadAllTextAsync(output, CancellationToken.None) : "")}");
    }
}
