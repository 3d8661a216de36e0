using System.Net.Sockets;
using System.Text;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats.Inspection;

/// <summary>Each finding is in the audit trail before the answer leaves; nobody is blocked for one, and no good request is answered otherwise (D5, LOG-02, DOS-01).</summary>
public sealed class InspectionTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ScannerPathRequested, SecurityEventType.PathTraversalTried, SecurityEventType.InjectionProbed, SecurityEventType.OversizedRequestRefused, SecurityEventType.ProxyHeadersForged)]
    public async Task Every_kind_of_finding_is_recorded_once_and_blocks_nobody(Database database)
    {
        await using var server = await servers.StartAsync(database);
        List<(int Type, string Answer)> answers =
        [
            (8007, await RawAsync(server, "GET /wp-login.php HTTP/1.1")),
            (8008, await RawAsync(server, "GET /assets/../../../etc/hostname HTTP/1.1")),
            (8009, await RawAsync(server, "GET /?q=%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1")),
            (8010, await RawAsync(server, "POST /connect/token HTTP/1.1", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 70000")),
            (8011, await RawAsync(server, "GET /connect/userinfo HTTP/1.1", "X-Forwarded-For: 198.51.100.1", "Forwarded: for=198.51.100.2")),
        ];


        var rows = await server.Database.LinesAsync("SELECT type, ip_address, SUM(count) FROM security_events WHERE type BETWEEN 8007 AND 8011 GROUP BY type, ip_address ORDER BY type");
        rows.ShouldBe([.. answers.Select(answer => $"{answer.Type}|127.0.0.1|1")]);
        answers[0].Answer.ShouldStartWith("HTTP/1.1 404");
        answers[1].Answer.ShouldStartWith("HTTP/1.1 404");
        answers[2].Answer.ShouldStartWith("HTTP/1.1 200");
        answers[3].Answer.ShouldStartWith("HTTP/1.1 413");
        answers[4].Answer.ShouldStartWith("HTTP/1.1 401");
        (await server.Http.GetAsync("/")).Status.ShouldBe(200);
        var details = string.Join('\n', await server.Database.LinesAsync("SELECT details FROM security_events WHERE type BETWEEN 8007 AND 8011"));
        details.ShouldContain("/wp-login.php");
        details.ShouldContain("query:q");
        details.ShouldContain("X-Forwarded-For Forwarded");
        details.ShouldNotContain("alert");
        details.ShouldNotContain("198.51.100");
    }

    [Fact]
    public async Task What_Kestrel_refuses_by_itself_is_recorded_soon_after()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);

        (await RawAsync(server, $"GET /?q={new string('a', 40_000)} HTTP/1.1")).ShouldStartWith("HTTP/1.1 414");
        (await RawAsync(server, "GET / HTTP/1.1", "X-Long: " + new string('a', 70_000))).ShouldStartWith("HTTP/1.1 431");

        await Eventually.HoldsAsync(
            async () => (await server.Database.LinesAsync("SELECT SUM(count) FROM security_events WHERE type = 8010 AND ip_address = '127.0.0.1'")) is ["2"],
            TimeSpan.FromSeconds(5), "two oversized requests were recorded");
    }

    [Fact]
    public async Task A_trusted_proxy_forges_nothing()
    {
        await using var server = await servers.StartAsync(Database.Sqlite, Servers.BehindProxy);

        (await server.Http.GetAsync("/", Blocking.From("198.51.100.1"), ("X-Real-IP", "198.51.100.1"), ("X-Forwarded-Host", "evil.example"))).Status.ShouldBe(200);
        (await server.Http.GetAsync("/.env", Blocking.From("198.51.100.1"))).Status.ShouldBe(404);

        (await server.Database.LinesAsync("SELECT type, ip_address FROM security_events WHERE type BETWEEN 8007 AND 8011")).ShouldBe(["8007|198.51.100.1"]);
    }

    [Theory]
    [BothDatabases]
    public async Task A_whole_sign_in_with_the_strangest_good_parameters_records_nothing_of_the_kind(Database database)
    {
        await using var server = await servers.StartAsync(database);
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization("openid profile email")
            .With("state", """{"to":"/a/../../b?x='y'--&z=<b>{{1*1}}</b>","n":"${jndi:x}"}""")
            .With("nonce", "' or 1=1 -- union select \r\n Set-Cookie: x")
            .With("login_hint", "o'brien@example.test")
            .With("claims", """{"id_token":{"email":{"essential":true},"name":null}}""");


        var page = await browser.AuthorizeAsync(request, People.Ada);


        page.AtClient().ShouldCarryCode(request, server.Issuer);
        (await server.Database.LinesAsync("SELECT type, details FROM security_events WHERE type BETWEEN 8000 AND 8999")).ShouldBeEmpty();
    }

    /// <summary>Sends what no HTTP library would, and reads the head of the answer.</summary>
    private static async Task<string> RawAsync(RunningServer server, string requestLine, params string[] headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        var request = string.Join("\r\n", [requestLine, $"Host: {server.Address.Authority}", "Connection: close", .. headers, "", ""]);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Refused before it was sent to its end.
        }

        var buffer = new byte[4096];
        var length = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(buffer, 0, length);
    }
}
