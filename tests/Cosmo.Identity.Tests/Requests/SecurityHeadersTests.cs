using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Threats;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Requests;

/// <summary>Every answer carries the security headers: pages, data, assets, errors, refusals (ASVS 3.4; XSS-02, SESS-07, OAUTH-20).</summary>
public sealed class SecurityHeadersTests(Servers servers)
{
    private static readonly string[] Pages = ["/", "/login", "/consent", "/error", "/signed-out", "/connect/authorize", "/connect/logout", "/nothing", "/admin"];

    private static readonly string[] Data =
    [
        "/connect/token", "/connect/userinfo", "/connect/introspect", "/connect/revoke", "/connect/par", "/api/v1/account/sessions", "/api/v1/whoami", "/api/v1/nothing",
        "/api/v1/admin/users", "/health/live", "/health/ready", "/assets/site.css", "/assets/nothing.css", "/favicon.ico",
        "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/.well-known/jwks", "/.well-known/nothing",
    ];

    [Fact]
    public async Task Every_route_with_every_method_answers_with_all_of_them()
    {
        var server = await servers.AnyAsync();
        foreach (var path in Pages.Concat(Data))
        {
            foreach (var method in new[] { "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE" })
            {
                var answer = await server.Http.SendAsync(new HttpMethod(method), path, null);


                ShouldBeGuarded(answer, isPage: Pages.Contains(path));
            }
        }
    }

    [Fact]
    public async Task So_do_refusals_scanners_floods_of_bytes_and_faults()
    {
        await using var server = await servers.StartAsync(Database.Sqlite, Servers.BehindProxy, ("Issuer", "https://id.example.test"));
        await server.BlockAsync("203.0.113.66", "203.0.113.66");
        using var huge = new ByteArrayContent(new byte[100_000]);
        huge.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");


        var refused = await server.Http.GetAsync("/login", Blocking.From("203.0.113.66"));
        var scanner = await server.Http.GetAsync("/.env");
        var large = await server.Http.SendAsync(HttpMethod.Post, "/connect/token", huge);
        var page = await server.Http.GetAsync("/login");
        await server.Database.ExecuteAsync("ALTER TABLE users RENAME TO gone");
        var failed = await server.Http.PostAsync("/connect/token", [("grant_type", "password"), ("client_id", "mobile"), ("username", "ada"), ("password", "x")]);


        (refused.Status, scanner.Status, large.Status, page.Status).ShouldBe((403, 404, 413, 200));
        failed.Status.ShouldBeGreaterThanOrEqualTo(500, failed.ToString());
        foreach (var answer in new[] { refused, scanner, large, page, failed })
        {
            answer.Header("Strict-Transport-Security").ShouldBe("max-age=31536000; includeSubDomains", answer.ToString());
            ShouldBeGuarded(answer, isPage: answer.Url.AbsolutePath is "/login" or "/.env");
        }
    }

    [Theory]
    [InlineData("/.well-known/jwks", "cross-origin")]
    [InlineData("/.well-known/openid-configuration", "cross-origin")]
    [InlineData("/connect/userinfo", "same-origin")]
    [InlineData("/login", "same-origin")]
    [InlineData("/assets/site.css", "same-origin")]
    public async Task Only_public_documents_are_for_other_origins(string path, string policy)
    {
        var server = await servers.AnyAsync();

        (await server.Http.GetAsync(path)).Header("Cross-Origin-Resource-Policy").ShouldBe(policy);
    }

    [Theory]
    [InlineData("GET", "/api/v1/whoami")]
    [InlineData("GET", "/login")]
    [InlineData("GET", "/connect/authorize")]
    [InlineData("POST", "/connect/introspect")]
    [InlineData("GET", "/admin")]
    [InlineData("GET", "/api/v1/admin/ip-blocks")]
    [InlineData("GET", "/.env")]
    [InlineData("GET", "/health/live")]
    public async Task No_origin_reads_what_is_not_for_browsers_elsewhere(string method, string path)
    {
        var server = await servers.AnyAsync();
        foreach (var origin in new[] { "https://evil.example.test", "https://spa.example.test", "null" })
        {
            var answer = await server.Http.SendAsync(new HttpMethod(method), path, null, ("Origin", origin));
            var preflight = await server.Http.SendAsync(HttpMethod.Options, path, null, ("Origin", origin), ("Access-Control-Request-Method", method));


            answer.Header("Access-Control-Allow-Origin").ShouldBeNull(answer.ToString());
            preflight.Header("Access-Control-Allow-Origin").ShouldBeNull(preflight.ToString());
            answer.Header("Access-Control-Allow-Credentials").ShouldBeNull();
        }
    }

    private static void ShouldBeGuarded(Answer answer, bool isPage)
    {
        var policy = answer.Header("Content-Security-Policy").ShouldNotBeNull(answer.ToString());
        policy.ShouldContain("default-src 'none'", customMessage: answer.ToString());
        policy.ShouldContain("frame-ancestors 'none'", customMessage: answer.ToString());
        policy.ShouldContain("base-uri 'none'", customMessage: answer.ToString());
        policy.ShouldNotContain("unsafe");
        policy.Contains("sandbox").ShouldBe(!isPage, answer.ToString());
        answer.Header("X-Content-Type-Options").ShouldBe("nosniff", answer.ToString());
        answer.Header("X-Frame-Options").ShouldBe("DENY", answer.ToString());
        answer.Header("Referrer-Policy").ShouldBe("no-referrer", answer.ToString());
        answer.Header("Permissions-Policy").ShouldNotBeNull(answer.ToString()).ShouldContain("camera=()");
        answer.Header("Cross-Origin-Resource-Policy").ShouldNotBeNull(answer.ToString());
        answer.Header("Origin-Agent-Cluster").ShouldBe("?1", answer.ToString());
        answer.Header("Server").ShouldBeNull(answer.ToString());
        answer.Header("X-Powered-By").ShouldBeNull(answer.ToString());
    }
}
