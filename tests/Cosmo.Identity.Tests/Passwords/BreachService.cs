using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Tests.Passwords;

/// <summary>A range service on this machine, which answers as a test wants: well, badly, without end or not at all.</summary>
internal sealed class BreachService : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, Stream, CancellationToken, Task> _answer;

    private BreachService(Func<string, Stream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Where it is.</summary>
    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/range/";

    /// <summary>The heads of the requests, in order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Knows these passwords, and pads its answers.</summary>
    public static BreachService Knowing(params string[] passwords) => new((head, stream, cancellationToken) =>
    {
        var prefix = head.Split(' ')[1].Split('/')[^1];
        var hashes = passwords.Select(HashOf).Where(hash => hash.StartsWith(prefix, StringComparison.Ordinal)).Select(hash => $"{hash[5..]}:4711");
        var padding = Enumerable.Range(0, 900).Select(i => $"{HashOf($"padding {i}")[5..]}:0");
        return AnswerAsync(stream, 200, string.Join("\r\n", [.. padding, .. hashes]), cancellationToken);
    });

    /// <summary>Answers everybody this.</summary>
    public static BreachService Saying(int status, string body, string more = "") => new((_, stream, cancellationToken) => AnswerAsync(stream, status, body, cancellationToken, more));

    /// <summary>Takes the request and says no more.</summary>
    public static BreachService Silent() => new(async (_, _, cancellationToken) =>
    {
        var never = new TaskCompletionSource();
        await never.Task.WaitAsync(cancellationToken);
    });

    /// <summary>Sends good lines for ever.</summary>
    public static BreachService Endless() => new(async (_, stream, cancellationToken) =>
    {
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"u8.ToArray(), cancellationToken);
        var lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{HashOf($"line {i}")[5..]}:1\r\n")));
        while (true)
        {
            await stream.WriteAsync(lines, cancellationToken);
        }
    });

    /// <inheritdoc />
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    /// <summary>As the service has it.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The format of the service.")]
    public static string HashOf(string password) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));

    private static async Task AnswerAsync(Stream stream, int status, string body, CancellationToken cancellationToken, string more = "") =>
        await stream.WriteAsync(
            Encoding.UTF8.GetBytes($"HTTP/1.1 {status} Anything\r\nContent-Type: text/plain\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{more}\r\n{body}"),
            cancellationToken);

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = connection.GetStream();
            using var reader = new StreamReader(stream, leaveOpen: true);
            var head = new StringBuilder();
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
            {
                head.AppendLine(line);
            }

            lock (Requests)
            {
                Requests.Add(head.ToString());
            }

            await _answer(head.ToString(), stream, _stop.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Whoever asked has gone, or the test has ended.
        }
    }
}
