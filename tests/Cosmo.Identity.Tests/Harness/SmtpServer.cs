using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MimeKit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>
/// A real SMTP server of a test's own, with a login, and with STARTTLS under a certificate of an authority of its own where the test is
/// about that. The test may stop it, start it again, and have it refuse.
/// </summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private const string UserName = "cosmo";

    private static readonly string Program = Path.Combine(Place.Repository, "tests", "Cosmo.Identity.Tests", "Harness", "smtp-server.py");

    private readonly string _folder = Place.NewFolder();
    private readonly string _password = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
    private Process? _process;

    private readonly string? _certifiedHost;

    private SmtpServer(string? certifiedHost)
    {
        _certifiedHost = certifiedHost;
        if (certifiedHost is not null)
        {
            Certify(certifiedHost);
        }
    }

    /// <summary>Its port.</summary>
    public int Port { get; } = Place.FreePort();

    /// <summary>The settings of a server that sends through it; where that means to trust its authority, the server must be a process.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings =>
        _certifiedHost is null ? [.. SettingsWithoutTrust, ("Mail:Security", "None")] : [.. SettingsWithoutTrust, ("$SSL_CERT_FILE", Path.Combine(_folder, "authority.pem"))];

    /// <summary>The same, but only the machine's own authorities are trusted.</summary>
    public IReadOnlyList<(string Key, string Value)> SettingsWithoutTrust =>
    [
        ("Mail:Host", "localhost"), ("Mail:Port", Port.ToString()), ("Mail:UserName", UserName), ("Mail:Password", _password),
        ("Mail:From", "Cösmo <no-reply@id.example.test>"),
    ];

    /// <summary>A server that answers, in clear as servers on the same machine do.</summary>
    public static Task<SmtpServer> StartAsync() => StartAsync(new SmtpServer(null));

    /// <summary>A server that demands TLS.</summary>
    /// <param name="host">The name in its certificate.</param>
    public static Task<SmtpServer> StartWithTlsAsync(string host = "localhost") => StartAsync(new SmtpServer(host));

    /// <summary>Starts it (again) on the same port, with the mails that it has.</summary>
    public async Task StartAgainAsync()
    {
        var start = Command.Describe(
            _folder, "/usr/bin/python3",
            [
                Program, Port.ToString(), _folder, UserName, _password,
                .. _certifiedHost is null ? (string[])[] : [Path.Combine(_folder, "certificate.pem"), Path.Combine(_folder, "key.pem")],
            ],
            "Development");
        start.RedirectStandardOutput = false;
        start.RedirectStandardError = false;
        _process = Process.Start(start)!;
        await Eventually.HoldsAsync(AnswersAsync, TimeSpan.FromSeconds(30), "the SMTP server answered");
    }

    /// <summary>Sends SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>From now on it answers so, see <c>smtp-server.py</c>; empty for as it should.</summary>
    public Task BehaveAsync(string behaviour) => File.WriteAllTextAsync(Path.Combine(_folder, "behaviour"), behaviour, CancellationToken.None);

    /// <summary>What it has accepted, in order.</summary>
    public IReadOnlyList<ArrivedMail> Arrived() => [.. Directory.GetFiles(_folder, "*.json").Order(StringComparer.Ordinal).Select(ArrivedMail.Read)];

    /// <summary>Waits until it has accepted so many.</summary>
    public async Task<IReadOnlyList<ArrivedMail>> ArrivedAsync(int count, TimeSpan? deadline = null)
    {
        await Eventually.HoldsAsync(() => Task.FromResult(Directory.GetFiles(_folder, "*.json").Length >= count), deadline ?? TimeSpan.FromSeconds(30), $"{count} mails arrived");
        return Arrived();
    }

    /// <summary>How often it was offered a recipient.</summary>
    public int Offers => Lines("rcpt");

    /// <summary>How often it was offered a message.</summary>
    public int Messages => Lines("data");

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

    private static async Task<SmtpServer> StartAsync(SmtpServer server)
    {
        await server.StartAgainAsync();
        return server;
    }

    private int Lines(string what) => File.Exists(Path.Combine(_folder, "log"))
        ? File.ReadAllLines(Path.Combine(_folder, "log")).Count(line => line.StartsWith(what + " ", StringComparison.Ordinal))
        : 0;

    private void Certify(string host)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        using var authority = authorityRequest.CreateSelfSigned(from, to);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, from, to, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Path.Combine(_folder, "authority.pem"), authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "certificate.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            using var reader = new StreamReader(client.GetStream());
            return (await reader.ReadLineAsync())?.StartsWith("220", StringComparison.Ordinal) == true;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}

/// <summary>A mail as the SMTP server got it.</summary>
public sealed record ArrivedMail(IReadOnlyList<string> Recipients, bool WasEncrypted, string? User, MimeMessage Message)
{
    /// <summary>Reads what the server has written down.</summary>
    public static ArrivedMail Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var root = json.RootElement;
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(root.GetProperty("content").GetString()!));
        return new ArrivedMail(
            [.. root.GetProperty("to").EnumerateArray().Select(to => to.GetString()!)], root.GetProperty("tls").GetBoolean(), root.GetProperty("user").GetString(), MimeMessage.Load(content));
    }
}
