using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Door;

/// <summary>Who comes into the admin area: role, second factor, network and listener, on every path however it is written (ADM-01, ADM-04, ADM-08, RT-01, RT-02).</summary>
public sealed class AdminDoorTests(Servers servers)
{
    private static readonly string[] Paths =
    [
        "/admin", "/admin/", "/Admin", "/ADMIN/security-events", "/admin/security-events", "/admin/security-events/stream", "/admin/security-events/export",
        "/admin/assets/console.js", "/admin/assets/console.css", "/admin/nothing", "/%61dmin", "/admin/%73ecurity-events", "/api/v1/admin/security-events",
        "/api/v1/admin/security-events/stream", "/api/v1/ADMIN/security-events", "/api/v1/admin/nothing",
    ];

    [Fact]
    public async Task A_stranger_gets_nothing_not_even_a_script()
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);

        foreach (var path in Paths)
        {
            (await server.Http.GetAsync(path)).Status.ShouldBe(401, path);
        }

        (await server.Http.SendAsync(HttpMethod.Post, "/admin/security-events", null)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_stranger_who_looks_is_led_to_the_login_page_and_back()
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        using var browser = server.NewBrowser();

        var login = (await browser.OpenAsync("/admin/security-events?severity=warning")).At("/login");
        var page = await browser.SignInAsync(login, Administrators.Root);

        page.At("/admin/security-events").Answer.Url.Query.ShouldBe("?severity=warning");
        page.Answer.Header("Content-Security-Policy")!.ShouldContain("trusted-types cosmo-fragment");
        page.Answer.Header("Cache-Control")!.ShouldContain("no-store");
    }

    [Theory]
    [BothDatabases]
    public async Task Whoever_has_no_role_is_refused_by_page_and_by_token(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        using var ada = await server.EnterAsync(People.Ada);
        var token = await server.AdminTokenAsync(People.Ada);
        var without = ("Authorization", "Bearer " + (await server.As(Registrations.Mobile).PasswordAsync(Administrators.Root, "openid")).ShouldSucceed().AccessToken);

        foreach (var path in Paths.Where(path => !path.StartsWith("/api", StringComparison.Ordinal)))
        {
            (await ada.OpenAsync(path)).Answer.Status.ShouldBe(403, path);
        }

        foreach (var path in Paths.Where(path => path.StartsWith("/api", StringComparison.Ordinal)))
        {
            (await server.Http.GetAsync(path, token)).Status.ShouldBe(403, path);
            (await server.Http.GetAsync(path, without)).Status.ShouldBe(403, "the scope says what a token is for");
            (await server.Http.GetAsync(path, ada.CookieHeader)).Status.ShouldBe(401, "a cookie opens no API");
        }
    }

    [Theory]
    [BothDatabases]
    public async Task An_auditor_looks_and_changes_nothing(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        using var browser = await server.EnterAsync(Administrators.Vera);
        var token = await server.AdminTokenAsync(Administrators.Vera);

        (await browser.OpenAsync("/admin/security-events")).Answer.ShouldSucceed();
        (await server.Http.GetAsync("/api/v1/admin/security-events", token)).ShouldSucceed();
        (await browser.PostFormAsync("/admin/security-events")).Answer.Status.ShouldBe(403);
        (await server.Http.SendAsync(HttpMethod.Post, "/api/v1/admin/security-events", null, token)).Status.ShouldBe(403);
        (await server.Http.SendAsync(HttpMethod.Delete, "/api/v1/admin/security-events", null, token)).Status.ShouldBe(403);
    }

    [Theory]
    [BothDatabases]
    public async Task A_role_that_is_taken_away_is_gone_with_the_next_request(Database database)
    {
        await using var server = await servers.StartFirstAsync(database, Administrators.Provisioning(), ("SecondFactors:Policy", "Off"));
        using var browser = await server.EnterAsync(Administrators.Root);
        var token = await server.AdminTokenAsync(Administrators.Root);
        (await browser.OpenAsync("/admin")).Answer.ShouldSucceed();
        (await server.Http.GetAsync("/api/v1/admin/security-events", token)).ShouldSucceed();

        await server.Database.ExecuteAsync("DELETE FROM user_roles WHERE user_id = (SELECT id FROM users WHERE user_name = 'root')");

        (await browser.OpenAsync("/admin")).Answer.Status.ShouldBe(403);
        (await server.Http.GetAsync("/api/v1/admin/security-events", token)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Without_a_second_factor_in_the_session_the_door_stays_shut()
    {
        await using var server = await servers.StartFirstAsync(Database.Sqlite, Administrators.Provisioning(), ("SecondFactors:Policy", "Optional"));
        using var before = await server.EnterAsync(Administrators.Root);
        (await before.OpenAsync("/admin")).At("/account/factors");
        var app = await Authenticator.SetUpAsync(before);
        await server.ForgetStepsAsync();
        using var with = server.NewBrowser();
        await with.SignInWithCodeAsync(Administrators.Root, app.Code());
        var token = await server.As(Registrations.Mobile).PasswordAsync(Administrators.Vera, "openid cosmo.admin");

        (await with.OpenAsync("/admin")).Answer.ShouldSucceed();
        (await server.Http.GetAsync("/api/v1/admin/security-events", ("Authorization", "Bearer " + token.ShouldSucceed().AccessToken))).Status.ShouldBe(403);
    }

    [Fact]
    public async Task An_auditor_must_have_a_second_factor_as_an_administrator_must()
    {
        await using var server = await servers.StartFirstAsync(Database.Sqlite, Administrators.Provisioning());
        using var browser = server.NewBrowser();

        (await browser.SignInAsync(await browser.OpenAsync("/login"), Administrators.Vera)).At(Authenticator.LoginSetUpPath);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("::10.1.2.3", false)]
    [InlineData("11.1.2.3", false)]
    [InlineData("2001:db8:7::1", true)]
    [InlineData("2001:db8:8::1", false)]
    public async Task Only_the_networks_that_are_named_are_let_in_whatever_the_spelling(string address, bool isLetIn)
    {
        var server = await FencedAsync();
        var token = await server.AdminTokenAsync(Administrators.Root);

        var answers = new[]
        {
            await server.Http.GetAsync("/api/v1/admin/security-events", token, ("X-Forwarded-For", address)),
            await server.Http.GetAsync("/api/v1/Admin/security-events", token, ("X-Forwarded-For", address)),
        };

        answers.Select(answer => answer.Status).ShouldAllBe(status => status == (isLetIn ? 200 : 403));
        (await server.Http.GetAsync("/admin", ("X-Forwarded-For", address))).Status.ShouldBe(isLetIn ? 401 : 403);
    }

    [Fact]
    public async Task With_a_listener_of_its_own_the_area_answers_there_and_nowhere_else()
    {
        var port = Place.FreePort();
        await using var server = await servers.StartFirstAsync(
            Database.Sqlite, Administrators.Provisioning(), ("SecondFactors:Policy", "Off"), ("Admin:Urls", $"http://127.0.0.1:{port}"));
        using var there = new Wire(new Uri($"http://127.0.0.1:{port}"));
        var token = await server.AdminTokenAsync(Administrators.Root);

        (await there.GetAsync("/api/v1/admin/security-events", token)).ShouldSucceed();
        (await there.GetAsync("/admin")).Status.ShouldBe(401);
        (await server.Http.GetAsync("/api/v1/admin/security-events", token)).Status.ShouldBe(404);
        (await server.Http.GetAsync("/admin")).Status.ShouldBe(404);
        (await server.Http.GetAsync("/admin/assets/console.js")).Status.ShouldBe(404);
    }

    private static readonly SemaphoreSlim Fencing = new(1, 1);
    private static HostedServer? fenced;

    private async Task<HostedServer> FencedAsync()
    {
        await Fencing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return fenced ??= await servers.StartFirstAsync(
                Database.Sqlite, Administrators.Provisioning(), Servers.BehindProxy, ("SecondFactors:Policy", "Off"), ("Admin:AllowedNetworks:0", "10.0.0.0/8"), ("Admin:AllowedNetworks:1", "2001:db8:7::/48"));
        }
        finally
        {
            Fencing.Release();
        }
    }
}
