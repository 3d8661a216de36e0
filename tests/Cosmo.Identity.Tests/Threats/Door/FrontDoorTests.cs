using System.Text;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats.Door;

/// <summary>A blocked address gets nothing, whatever it asks for; who is known already goes on, and may not guess (D9, LOCK-10, CORS).</summary>
public sealed class FrontDoorTests(Servers servers)
{
    private const string Blocked = "203.0.113.66";
    private const string Network = "2001:db8:bad::/48";
    private const string InNetwork = "2001:db8:bad:1::7";

    private static readonly (string, string) FromBlocked = Blocking.From(Blocked);

    [Theory]
    [BothDatabases]
    public async Task Every_route_and_method_is_refused_with_a_constant_small_body(Database database)
    {
        await using var server = await StartAsync(database);
        foreach (var (method, path) in Routes)
        {
            var answer = await server.Http.SendAsync(new HttpMethod(method), path, method is "POST" or "PUT" or "DELETE" ? Wire.Form([("a", "b")]) : null, FromBlocked);


            answer.Status.ShouldBe(403, answer.ToString());
            answer.Header("Cache-Control").ShouldBe("no-store", answer.ToString());
            answer.Headers("Set-Cookie").ShouldBeEmpty(answer.ToString());
            answer.Body.Length.ShouldBeLessThan(120, answer.ToString());
            answer.Header("Access-Control-Allow-Origin").ShouldBeNull();
            if (method != "HEAD" && path.StartsWith("/connect/t", StringComparison.Ordinal))
            {
                answer.Error.ShouldBe("access_denied", answer.ToString());
            }
        }

        (await server.Http.GetAsync("/health/live", FromBlocked)).Status.ShouldBe(200, "who runs this server may share the attacker's address");
        (await server.Http.GetAsync("/health/ready", FromBlocked)).Status.ShouldBe(200);
        (await server.Http.GetAsync("/", Blocking.From("203.0.113.67"))).Status.ShouldBe(200);
        (await server.Http.GetAsync("/", Blocking.From(InNetwork))).Status.ShouldBe(403);
    }

    [Theory]
    [BothDatabases]
    public async Task People_with_live_sessions_behind_the_same_address_are_not_disturbed(Database database)
    {
        await using var server = await StartAsync(database);
        var web = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await web.SignInAsync(People.Ada, "openid offline_access orders.read", browser);
        var cookie = ("Cookie", "cosmo-session=" + browser.Cookie("cosmo-session"));
        var silent = web.Authorization("openid").With("prompt", "none");


        var page = await server.Http.GetAsync("/", FromBlocked, cookie);
        var granted = await server.Http.GetAsync(silent.Url, FromBlocked, cookie);
        var code = Callback.FromRedirect(granted.Location.ShouldNotBeNull(granted.ToString())).ShouldCarryCode(silent, server.Issuer).Code;
        var redeemed = await server.Http.PostAsync(
            "/connect/token",
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", silent["redirect_uri"]!), ("code_verifier", silent.Pkce.Verifier)],
            FromBlocked, BasicOf(Registrations.Web));
        var refreshed = await server.Http.PostAsync(
            "/connect/token", [("grant_type", "refresh_token"), ("refresh_token", tokens.RefreshToken)], FromBlocked, BasicOf(Registrations.Web));
        var info = await server.Http.GetAsync("/connect/userinfo", FromBlocked, ("Authorization", "Bearer " + tokens.AccessToken));
        var sessions = await server.Http.GetAsync("/api/v1/account/sessions", FromBlocked, ("Authorization", "Bearer " + tokens.AccessToken));
        var style = await server.Http.GetAsync("/assets/site.css", FromBlocked, cookie);


        page.Status.ShouldBe(200, page.ToString());
        redeemed.ShouldSucceed();
        refreshed.ShouldSucceed();
        info.ShouldSucceed();
        sessions.ShouldSucceed();
        style.ShouldSucceed();
        (await server.Http.PostAsync("/connect/revoke", [("token", redeemed.AccessToken)], FromBlocked, BasicOf(Registrations.Web))).Status.ShouldBe(200);
    }

    [Theory]
    [BothDatabases]
    public async Task A_public_client_refreshes_and_its_preflight_passes_for_its_own_origin_only(Database database)
    {
        await using var server = await StartAsync(database);
        var spa = server.As(Registrations.Spa);
        var tokens = await spa.SignInAsync(People.Ada, "openid offline_access");
        (string, string)[] preflight = [FromBlocked, ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type")];


        var asked = await server.Http.SendAsync(HttpMethod.Options, "/connect/token", null, [.. preflight, ("Origin", "https://spa.example.test")]);
        var foreign = await server.Http.SendAsync(HttpMethod.Options, "/connect/token", null, [.. preflight, ("Origin", "https://evil.example.test")]);
        var refreshed = await server.Http.PostAsync(
            "/connect/token", [("grant_type", "refresh_token"), ("refresh_token", tokens.RefreshToken), ("client_id", "spa")], FromBlocked, ("Origin", "https://spa.example.test"));


        asked.Status.ShouldBe(204, asked.ToString());
        asked.Header("Access-Control-Allow-Origin").ShouldBe("https://spa.example.test");
        foreign.Status.ShouldBe(403);
        foreign.Header("Access-Control-Allow-Origin").ShouldBeNull();
        refreshed.ShouldSucceed().Header("Access-Control-Allow-Origin").ShouldBe("https://spa.example.test");
    }

    [Theory]
    [BothDatabases]
    public async Task Backends_that_authenticate_go_on(Database database)
    {
        await using var server = await StartAsync(database);
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        (string, string)[] token = [("token", tokens.AccessToken)];


        var basic = await server.Http.PostAsync("/connect/introspect", token, FromBlocked, BasicOf(Registrations.OrdersApi));
        var post = await server.Http.PostAsync(
            "/connect/introspect", [.. token, ("client_id", "orders-api"), ("client_secret", Registrations.OrdersApi.Secret!)], FromBlocked);
        var chosen = await server.Http.PostAsync("/connect/par", Pushed(server, Registrations.Partner), FromBlocked, BasicOf(Registrations.Partner));
        var worker = await server.Http.PostAsync("/connect/token", [("grant_type", "client_credentials"), ("scope", "orders.read")], FromBlocked, BasicOf(Registrations.Worker));
        var wrong = await server.Http.PostAsync("/connect/introspect", token, FromBlocked, ("Authorization", OidcClient.Basic("orders-api", "wrong" + Registrations.OrdersApi.Secret)));
        var unknown = await server.Http.PostAsync("/connect/introspect", token, FromBlocked, ("Authorization", OidcClient.Basic("nobody", "x")));


        basic.ShouldBeActive();
        post.ShouldBeActive();
        chosen.Status.ShouldBe(201, chosen.ToString());
        worker.ShouldSucceed();
        wrong.Status.ShouldBe(403, wrong.ToString());
        unknown.Status.ShouldBe(403);
    }

    [Theory]
    [BothDatabases]
    public async Task Nothing_that_passes_lets_anybody_guess_passwords(Database database)
    {
        await using var server = await StartAsync(database);
        using var browser = server.NewBrowser();
        var tokens = await server.As(Registrations.Web).SignInAsync(People.Grace, "openid offline_access", browser);
        var login = await browser.OpenAsync("/login?prompt=login");
        var cookie = ("Cookie", $"cosmo-session={browser.Cookie("cosmo-session")}; cosmo-forms={browser.Cookie("cosmo-forms")}");
        (string, string)[] guess = [("grant_type", "password"), ("username", "ada"), ("password", People.Ada.Password), ("scope", "openid")];
        List<(string, Task<Answer>)> tries =
        [
            ("the login form with a session of one's own", server.Http.PostAsync(
                "/login", [("UserName", "ada"), ("Password", People.Ada.Password), ("__RequestVerificationToken", login.Document.QuerySelector("[name=__RequestVerificationToken]")?.GetAttribute("value") ?? "")], FromBlocked, cookie)),
            ("the password of one's own session", server.Http.PostAsync("/account/confirm", [("Password", People.Grace.Password)], FromBlocked, cookie)),
            ("the same to change it", server.Http.PostAsync("/Account/Password/", [("CurrentPassword", People.Grace.Password)], FromBlocked, cookie)),
            ("the password grant with a session of one's own", server.Http.PostAsync("/connect/token", [.. guess, ("client_id", "mobile")], FromBlocked, cookie)),
            ("the same in another spelling", server.Http.PostAsync("/Connect/Token/", [.. guess, ("client_id", "mobile")], FromBlocked, cookie)),
            ("with a bearer token of one's own", server.Http.PostAsync("/connect/token", [.. guess, ("client_id", "mobile")], FromBlocked, ("Authorization", "Bearer " + tokens.AccessToken))),
            ("by a client that authenticates", server.Http.PostAsync("/connect/token", guess, FromBlocked, BasicOf(Registrations.Desk))),
            ("with a refresh token beside", server.Http.PostAsync("/connect/token", [.. guess, ("client_id", "mobile"), ("refresh_token", tokens.RefreshToken)], FromBlocked)),
            ("with two grant types", server.Http.PostAsync("/connect/token", [.. guess, ("grant_type", "refresh_token"), ("refresh_token", tokens.RefreshToken), ("client_id", "mobile")], FromBlocked)),
            ("a made-up refresh token", server.Http.PostAsync("/connect/token", [("grant_type", "refresh_token"), ("refresh_token", new string('A', 43)), ("client_id", "mobile")], FromBlocked)),
            ("a refresh token with one character changed", server.Http.PostAsync("/connect/token", [("grant_type", "refresh_token"), ("refresh_token", Bent(tokens.RefreshToken)), ("client_id", "web")], FromBlocked)),
            ("a made-up code", server.Http.PostAsync("/connect/token", [("grant_type", "authorization_code"), ("code", new string('B', 43)), ("client_id", "spa")], FromBlocked)),
            ("a forged access token", server.Http.GetAsync("/connect/userinfo", FromBlocked, ("Authorization", "Bearer " + Bent(tokens.AccessToken)))),
            ("an unsigned access token", server.Http.GetAsync("/connect/userinfo", FromBlocked, ("Authorization", "Bearer " + string.Join('.', tokens.AccessToken.Split('.')[..2]) + "."))),
            ("a made-up cookie", server.Http.GetAsync("/", FromBlocked, ("Cookie", "cosmo-session=CfDJ8" + new string('A', 200)))),
            ("a cookie with one character changed", server.Http.GetAsync("/", FromBlocked, ("Cookie", "cosmo-session=" + Bent(browser.Cookie("cosmo-session")!)))),
            ("a made-up device", server.Http.GetAsync("/login", FromBlocked, ("Cookie", "cosmo-device=" + new string('A', 43)))),
            ("a device that is no Base64", server.Http.GetAsync("/login", FromBlocked, ("Cookie", "cosmo-device=" + new string('!', 43)))),
            ("the cookie of antiforgery", server.Http.GetAsync("/", FromBlocked, ("Cookie", "cosmo-forms=" + browser.Cookie("cosmo-forms")))),
            ("a broken Basic header", server.Http.PostAsync("/connect/introspect", [("token", "x")], FromBlocked, ("Authorization", "Basic !!!"))),
            ("an empty form", server.Http.PostAsync("/connect/token", [], FromBlocked)),
        ];


        foreach (var (name, answer) in tries)
        {
            (await answer).Status.ShouldBe(403, $"{name}: {await answer}");
        }

        (await server.Http.PostAsync("/connect/token", [.. guess, ("client_id", "mobile")])).ShouldSucceed();
    }

    [Fact]
    public async Task An_expired_access_token_opens_no_door()
    {
        await using var server = await StartAsync(Database.Sqlite, ("Tokens:AccessTokenLifetime", "00:00:02"));
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        var bearer = ("Authorization", "Bearer " + tokens.AccessToken);
        (await server.Http.GetAsync("/connect/userinfo", FromBlocked, bearer)).ShouldSucceed();

        await Eventually.ClockPassesAsync(Jwt.Parse(tokens.AccessToken).Instant("exp") + TimeSpan.FromSeconds(1));

        (await server.Http.GetAsync("/connect/userinfo", FromBlocked, bearer)).Status.ShouldBe(403);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.BlockedAddressRefused)]
    public async Task Whom_the_door_refused_is_recorded_once_with_a_count_and_logged_never(Database database)
    {
        await using var server = await servers.StartProcessAsync(database, Servers.BehindProxy);
        await BlockAsync(server);
        var lines = server.Output.Count(c => c == '\n');
        for (var i = 0; i < 50; i++)
        {
            (await server.Http.GetAsync("/connect/authorize?i=" + i, FromBlocked)).Status.ShouldBe(403);
        }

        server.Output.Count(c => c == '\n').ShouldBe(lines);
        (await server.StopAsync()).ShouldBe(0);


        var rows = await server.Database.LinesAsync("SELECT ip_address, SUM(count) FROM security_events WHERE type = 8014 GROUP BY ip_address ORDER BY ip_address");
        rows.Count.ShouldBe(2, string.Join('\n', rows));
        rows[1].Split('|')[0].ShouldBe(Blocked);
        int.Parse(rows[1].Split('|')[1]).ShouldBeInRange(51, 200);
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_never_ends_does_not_hold_the_door_open()
    {
        await using var server = await StartAsync(Database.Sqlite);
        using var huge = new StringContent("grant_type=refresh_token&refresh_token=" + new string('x', 300_000), Encoding.UTF8, "application/x-www-form-urlencoded");

        var answer = await server.Http.SendAsync(HttpMethod.Post, "/connect/token", huge, FromBlocked);

        answer.Status.ShouldBe(403);
        (await server.Http.GetAsync("/", Blocking.From("203.0.113.67"))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("off", 200)]
    [InlineData("shadow", 403)]
    public async Task A_persons_block_stands_in_shadow_and_rests_when_all_is_off(string mode, int status)
    {
        await using var server = await servers.StartAsync(Database.Sqlite, Servers.BehindProxy, ("Threats:Mode", mode));
        (await server.BlocksAsync("add", Blocked)).ExitCode.ShouldBe(0);
        await server.StopAsync();
        await server.StartAgainAsync();

        (await server.Http.GetAsync("/", FromBlocked)).Status.ShouldBe(status);
    }

    private static IEnumerable<(string Method, string Path)> Routes =>
    [
        ("GET", "/"), ("HEAD", "/"), ("GET", "/login"), ("POST", "/login"), ("GET", "/consent"), ("GET", "/error"), ("GET", "/nothing"), ("GET", "/assets/site.css"),
        ("GET", "/favicon.ico"), ("GET", "/.well-known/openid-configuration"), ("GET", "/.well-known/jwks"), ("OPTIONS", "/.well-known/jwks"),
        ("GET", "/connect/authorize"), ("POST", "/connect/authorize"), ("POST", "/connect/token"), ("GET", "/connect/token"), ("HEAD", "/connect/token"), ("OPTIONS", "/connect/token"),
        ("POST", "/connect/introspect"), ("POST", "/connect/revoke"), ("POST", "/connect/par"), ("GET", "/connect/userinfo"), ("GET", "/connect/logout"),
        ("GET", "/api/v1/account/sessions"), ("DELETE", "/api/v1/account/sessions/0"), ("GET", "/api/v1/whoami"), ("GET", "/api/v1/admin/users"), ("GET", "/admin"),
        ("PUT", "/"), ("TRACE", "/"), ("GET", "/health/live/x"), ("GET", "/.env"),
    ];

    private async Task<HostedServer> StartAsync(Database database, params (string, string)[] settings)
    {
        var server = await servers.StartAsync(database, [Servers.BehindProxy, .. settings]);
        await BlockAsync(server);
        return server;
    }

    private static async Task BlockAsync(RunningServer server)
    {
        await server.BlockAsync(Network, InNetwork);
        await server.BlockAsync(Blocked, Blocked);
    }

    private static (string, string) BasicOf(Registration client) => ("Authorization", OidcClient.Basic(client.ClientId, client.Secret!));

    private static IEnumerable<(string, string)> Pushed(RunningServer server, Registration client) =>
        server.As(client).Authorization().Parameters.Where(parameter => parameter.Name != "client_id");

    /// <summary>The same with another character in the middle.</summary>
    private static string Bent(string text) => text[..(text.Length / 2)] + (text[text.Length / 2] == 'A' ? 'B' : 'A') + text[((text.Length / 2) + 1)..];
}
