using System.Diagnostics;
using System.Net.Sockets;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>A Redis server of a test's own, on a port and in a folder of its own, that the test may kill, freeze and start again.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly string _folder = Place.NewFolder();
    private readonly int _port = Place.FreePort();
    private Process? _process;

    private RedisServer()
    {
    }

    /// <summary>As the setting <c>Redis:ConnectionString</c>.</summary>
    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>A server that answers.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it (again), empty, on the same port.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(
            "redis-server",
            ["--port", _port.ToString(), "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "no", "--logfile", Path.Combine(_folder, "log")])
        {
            WorkingDirectory = _folder,
        };
        _process = Process.Start(start)!;
        await Eventually.HoldsAsync(AnswersAsync, TimeSpan.FromSeconds(20), "Redis answered");
    }

    /// <summary>Sends SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Stops it in its tracks: connections stay open and nothing answers.</summary>
    public Task FreezeAsync() => Command.SignalAsync("STOP", _process!.Id);

    /// <summary>Lets it go on.</summary>
    public Task ThawAsync() => Command.SignalAsync("CONT", _process!.Id);

    /// <summary>Everything in it, as it would be found by a thief.</summary>
    public async Task<string> ContentAsync()
    {
        var keys = await Command.RunAsync("/", "redis-cli", ["-p", _port.ToString(), "--scan"]);
        var content = keys.Output;
        foreach (var key in keys.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            content += (await Command.RunAsync("/", "redis-cli", ["-p", _port.ToString(), "HGETALL", key])).Output;
        }

        return content;
    }

    /// <summary>Writes behind the servers' backs.</summary>
    public async Task SetAsync(string key, string field, string value) =>
        await Command.RunAsync("/", "redis-cli", ["-p", _port.ToString(), "HSET", key, field, value]);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port);
            await using var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[7];
            await stream.ReadExactlyAsync(answer);
            return answer.AsSpan().SequenceEqual("+PONG\r\n"u8);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
