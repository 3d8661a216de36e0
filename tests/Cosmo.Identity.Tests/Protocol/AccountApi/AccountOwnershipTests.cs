using System.Net.Http.Json;
using System.Text.Json;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.AccountApi;

/// <summary>Every operation of a person's own, by a token and by the cookie: nothing of anybody else's is seen or changed (V115; ASVS 8.2.1 to 8.2.3).</summary>
[Collection(nameof(OwnArea))]
public sealed class AccountOwnershipTests(AuditedServers servers)
{
    private const string Api = "/api/v1/account/";

    /// <summary>Everything there is, aimed at what is Ada's, and what Grace is answered.</summary>
    private static IReadOnlyList<Operation> Operations { get; } =
    [
        new("GET", "sessions", 200),
        new("GET", "events?limit=200", 200),
        new("GET", "applications", 200),
        new("DELETE", "sessions/{sid}", 404),
        new("DELETE", "applications/partner", 404),
        new("POST", "tokens/revoke", 403),
        new("GET", "api-keys", 200),
        new("DELETE", "api-keys/{key}", 404),
        new("POST", "tokens/revoke key", 403),
        new("POST", "sessions/revoke-others", 200),
        new("POST", "tokens/revoke-all", 200),
    ];

    /// <summary>What browsers say of who asks, and what is answered.</summary>
    private static readonly (string Method, string? Site, string? Origin, int Status)[] Askers =
    [
        ("POST", "same-origin", null, 200),
        ("POST", "same-origin", "null", 200),
        ("POST", null, "issuer", 200),
        ("POST", null, null, 403),
        ("POST", null, "null", 403),
        ("POST", null, "https://evil.example.test", 403),
        ("POST", "none", null, 403),
        ("POST", "same-site", "issuer", 403),
        ("POST", "cross-site", null, 403),
        ("POST", "cross-site", "https://spa.example.test", 403),
        ("POST", "same-origin, cross-site", null, 403),
        ("GET", null, null, 200),
        ("GET", "none", null, 200),
        ("GET", "same-origin", null, 200),
        ("GET", "cross-site", null, 403),
        ("GET", null, "https://spa.example.test", 403),
    ];

    private static readonly string[] KeyScopes = ["orders.read"];

    [Theory]
    [InlineData(Database.Sqlite, true)]
    [InlineData(Database.Sqlite, false)]
    [InlineData(Database.PostgreSql, true)]
    [InlineData(Database.PostgreSql, false)]
    public async Task What_is_anothers_is_neither_told_nor_touched(Database database, bool byCookie)
    {
        var server = await servers.OnAsync(database);
        var partner = server.As(Registrations.Partner);
        using var adas = server.NewBrowser();
        using var graces = server.NewBrowser();
        var tokens = await partner.SignInAsync(People.Ada, "openid offline_access", adas);
        var (sid, sub) = (Jwt.Parse(tokens.IdToken).Claim("sid")!, Jwt.Parse(tokens.IdToken).Claim("sub")!);
        var key = await server.Http.SendAsync(
            HttpMethod.Post, Api + "api-keys", JsonContent.Create(new { name = "Her own", scopes = KeyScopes }),
            Bearer(await server.As(Registrations.Mobile).PasswordAsync(People.Ada, "openid orders.read")));
        foreach (var operation in Operations)
        {
            var path = Api + operation.Path.Replace("{sid}", sid).Replace("{key}", key.Text("id")).Replace(" key", "");
            using var content = operation.Path switch
            {
                "tokens/revoke" => JsonContent.Create(new { token = tokens.RefreshToken }),
                "tokens/revoke key" => JsonContent.Create(new { token = key.Text("key") }),
                _ => null,
            };
            if (byCookie && !graces.HasSession)
            {
                await graces.SignInAsync(People.Grace);
            }

            var answer = byCookie
                ? await graces.SendAsync(new HttpMethod(operation.Method), new Uri(path, UriKind.Relative), content, ("Sec-Fetch-Site", "same-origin"))
                : await server.Http.SendAsync(new HttpMethod(operation.Method), path, content, Bearer(await server.As(Registrations.Mobile).PasswordAsync(People.Grace, "openid")));


            answer.Status.ShouldBe(operation.Status, answer.ToString());
            answer.Header("Cache-Control").ShouldBe("no-store");
            answer.Body.ShouldNotContain(sid);
            answer.Body.ShouldNotContain(sub);
            answer.Body.ShouldNotContain("partner");
            answer.Body.ShouldNotContain("Her own");
            if (operation.Status >= 400)
            {
                answer.MediaType.ShouldBe("application/problem+json");
            }

            (await partner.UserInfoAsync(tokens.AccessToken)).ShouldSucceed();
            (await server.As(Registrations.OrdersApi).IntrospectAsync(key.Text("key"))).ShouldBeActive();
            await adas.ShouldBeInAsync(People.Ada);
            var silent = partner.Authorization().With("prompt", "none");
            (await adas.OpenAsync(silent.Url)).AtClient().ShouldCarryCode(silent, server.Issuer);
        }
    }

    [Theory]
    [BothDatabases]
    public async Task A_person_lists_and_withdraws_an_application(Database database)
    {
        var server = await servers.OnAsync(database);
        var partner = server.As(Registrations.Partner);
        using var browser = server.NewBrowser();
        var tokens = await partner.SignInAsync(People.Olga, "openid offline_access orders.read", browser);
        var own = (await server.As(Registrations.Mobile).PasswordAsync(People.Olga, "openid")).ShouldSucceed();


        var list = (await server.Http.GetAsync(Api + "applications", Bearer(own))).ShouldSucceed();
        var gone = await server.Http.SendAsync(HttpMethod.Delete, Api + "applications/partner", null, Bearer(own));
        var again = await server.Http.SendAsync(HttpMethod.Delete, Api + "applications/partner", null, Bearer(own));
        var nobody = await server.Http.SendAsync(HttpMethod.Delete, Api + "applications/nobody", null, Bearer(own));


        var one = list.Json.EnumerateArray().Single(application => application.GetProperty("clientId").GetString() == "partner");
        one.GetProperty("name").GetString().ShouldBe("Client at partner.example.test");
        one.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetProperty("displayName").GetString()).ShouldContain("Read your orders");
        one.GetProperty("grantedAt").ValueKind.ShouldBe(JsonValueKind.String);
        one.GetProperty("lastUsedAt").GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(one.GetProperty("grantedAt").GetDateTimeOffset());
        gone.Status.ShouldBe(204, gone.ToString());
        again.Status.ShouldBe(404, again.ToString());
        nobody.Status.ShouldBe(404);
        (await partner.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        var silent = partner.Authorization("openid").With("prompt", "none");
        (await browser.OpenAsync(silent.Url)).AtClient().ShouldFail(silent, server.Issuer, "consent_required");
        (await server.Http.GetAsync(Api + "sessions", Bearer(own))).ShouldSucceed();
    }

    [Fact]
    public async Task A_cookie_counts_for_this_providers_own_pages_only()
    {
        // ASVS 3.5.1 to 3.5.3, R-23.
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Heidi);
        foreach (var (method, site, origin, status) in Askers)
        {
            List<(string, string)> headers = [];
            if (site is not null)
            {
                headers.Add(("Sec-Fetch-Site", site));
            }

            if (origin is not null)
            {
                headers.Add(("Origin", origin == "issuer" ? server.Issuer : origin));
            }

            var answer = await browser.SendAsync(
                new HttpMethod(method), new Uri(Api + (method == "GET" ? "sessions" : "sessions/revoke-others"), UriKind.Relative), null, [.. headers]);

            answer.Status.ShouldBe(status, $"{method} {site} {origin}: {answer}");
            answer.Header("Access-Control-Allow-Credentials").ShouldBeNull();
            answer.MediaType.ShouldBe(status == 200 ? "application/json" : "application/problem+json");
        }

        await browser.ShouldBeInAsync(People.Heidi);
    }

    private static (string, string) Bearer(Answer tokens) => ("Authorization", "Bearer " + tokens.AccessToken);

    private sealed record Operation(string Method, string Path, int Status);
}
