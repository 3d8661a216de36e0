using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cosmo.Identity.Provisioning;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Clients;

/// <summary>Clients and scopes in the console and its API: the rules of a provisioning file, in force at once, each act an event (R-01, R-14, XSS-01, XSS-04).</summary>
public sealed class ClientsTests(Servers servers)
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ClientCreated, SecurityEventType.ClientChanged)]
    public async Task A_client_works_as_soon_as_it_is_made_and_as_soon_as_it_is_changed(Database database)
    {
        var (server, token) = await EnterAsync(database);
        var trail = await AuditTrail.FromNowAsync(server);
        var wanted = Worker("console-worker", "orders.read");

        var made = await PutAsync(server, token, "console-worker", wanted, "The night shift needs it.");
        var client = server.As(new Registration("console-worker", made.Json.GetProperty("clientSecret").GetString()));
        var first = await client.ClientCredentialsAsync("orders.read");
        wanted["scope"] = "stock.read";
        var changed = await PutAsync(server, token, "console-worker", wanted);

        made.Status.ShouldBe(201, made.ToString());
        made.Json.GetProperty("client").TryGetProperty("client_secret", out _).ShouldBeFalse();
        first.ShouldSucceed();
        changed.ShouldSucceed().Json.GetProperty("changes").EnumerateArray().Select(change => change.GetString()).ShouldBe(["scope = stock.read"]);
        changed.Json.GetProperty("clientSecret").ValueKind.ShouldBe(JsonValueKind.Null);
        (await client.ClientCredentialsAsync("orders.read")).ShouldFail(400, "invalid_scope");
        (await client.ClientCredentialsAsync("stock.read")).ShouldSucceed();
        var told = (await trail.NewAsync()).Where(fact => fact.Client == "console-worker" && fact.Type is SecurityEventType.ClientCreated or SecurityEventType.ClientChanged).ToList();
        told.Select(fact => fact.Type).ShouldBe([SecurityEventType.ClientCreated, SecurityEventType.ClientChanged]);
        told[0].Detail("reason").ShouldBe("The night shift needs it.");
        told[0].Actor.ShouldBe((await RootAsync(server)).ToString());
        told[0].Address.ShouldBe("127.0.0.1");
        told[0].CorrelationId.ShouldNotBeNull();
        told[0].Details!.ShouldNotContain(made.Json.GetProperty("clientSecret").GetString()!);
        told[1].Field("scope").ShouldBe(("orders.read", "stock.read"));
    }

    public static TheoryData<string, string> Faulty { get; } = new()
    {
        { "redirect_uris", """["https://*.example.test/"]""" },
        { "redirect_uris", """["https://a.example.test/", "http://a.example.test/#x"]""" },
        { "redirect_uris", """["javascript:alert(1)"]""" },
        { "grant_types", """["implicit"]""" },
        { "scope", "\"openid  profile\"" },
        { "scope", "\"openid no.such.scope\"" },
        { "colour", "\"blue\"" },
        { "token_endpoint_auth_method", "\"private_key_jwt\"" },
        { "frontchannel_logout_uri", "\"https://a.example.test/\"" },
        { "default_max_age", "-1" },
        { "logo_uri", "\"javascript:alert(1)\"" },
        { "client_name", "null" },
        { "audiences", """["x"]""" },
        { "client_secret", "\"\\ud800\"" },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task What_a_provisioning_file_may_not_say_is_refused_here_in_the_same_words(string member, string value)
    {
        var (server, token) = await EnterAsync(Database.Sqlite);
        var client = $$"""{"client_id": "faulty", "redirect_uris": ["https://a.example.test/"], "client_secret": "x", "{{member}}": {{value}}}""";
        client = member is "redirect_uris" ? client.Replace("\"redirect_uris\": [\"https://a.example.test/\"], ", "", StringComparison.Ordinal)
            : member is "client_secret" ? client.Replace("\"client_secret\": \"x\", ", "", StringComparison.Ordinal)
            : client;

        var answer = await SendAsync(server, token, HttpMethod.Put, "/api/v1/admin/clients/faulty", $$"""{"client": {{client}}}""");

        answer.Status.ShouldBe(400, answer.ToString());
        answer.MediaType.ShouldBe("application/problem+json");
        answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetString()).ShouldBe(await WordsOfApplyAsync(server, client));
        (await server.Http.GetAsync("/api/v1/admin/clients/faulty", token)).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("PUT", "clients/odd", "not json")]
    [InlineData("PUT", "clients/odd", "[]")]
    [InlineData("PUT", "clients/odd", "{}")]
    [InlineData("PUT", "clients/odd", """{"client": null}""")]
    [InlineData("PUT", "clients/odd", """{"client": {"client_id": "even", "grant_types": ["client_credentials"]}}""")]
    [InlineData("PUT", "clients/odd", """{"client": {"client_id": "odd"}, "reason": 7}""")]
    [InlineData("POST", "clients/web/secret", "{}")]
    [InlineData("DELETE", "clients/web", "{}")]
    [InlineData("DELETE", "scopes?name=orders.read", "")]
    [InlineData("PUT", "scopes", """{"scope": {"name": "openid"}}""")]
    [InlineData("PUT", "scopes", """{"scope": {"name": "two words"}}""")]
    [InlineData("GET", "clients?limit=0", "")]
    public async Task An_order_that_means_nothing_is_refused(string method, string path, string body)
    {
        var (server, token) = await EnterAsync(Database.Sqlite);

        var answer = await SendAsync(server, token, new HttpMethod(method), "/api/v1/admin/" + path, body);

        answer.Status.ShouldBe(400, answer.ToString());
        answer.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ClientSecretChanged)]
    public async Task A_new_secret_is_shown_once_and_the_old_one_is_worth_nothing(Database database)
    {
        var (server, token) = await EnterAsync(database);
        var old = (await PutAsync(server, token, "console-secret", Worker("console-secret", "orders.read"))).Json.GetProperty("clientSecret").GetString();
        using var browser = await server.EnterAsync(Administrators.Root);
        var trail = await AuditTrail.FromNowAsync(server);
        var form = await browser.OpenAsync("/admin/clients/console-secret/secret");

        var without = await browser.SubmitAsync(form, "Reason", ("Reason", " "));
        var shown = await browser.SubmitAsync(without, "Reason", ("Reason", "It was in a repository."));
        var secret = shown.Document.QuerySelector("#secret")!.TextContent;

        without.Document.QuerySelector("[role=alert]").ShouldNotBeNull();
        secret.Length.ShouldBe(43);
        (await server.As(new Registration("console-secret", secret)).ClientCredentialsAsync("orders.read")).ShouldSucceed();
        (await server.As(new Registration("console-secret", old)).ClientCredentialsAsync("orders.read")).ShouldFail(401, "invalid_client");
        foreach (var path in new[] { "/admin/clients/console-secret", "/admin/clients/console-secret/secret", "/admin/clients/console-secret/edit" })
        {
            var page = (await browser.OpenAsync(path)).At(path);
            page.Answer.Body.ShouldNotContain(secret);
            page.Answer.Body.ShouldNotContain("sha256$");
        }

        var told = (await trail.NewAsync()).Single(fact => fact is { Client: "console-secret", Type: SecurityEventType.ClientSecretChanged });
        told.Detail("reason").ShouldBe("It was in a repository.");
        told.Actor.ShouldBe((await RootAsync(server)).ToString());
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ClientDeleted)]
    public async Task A_deleted_client_leaves_no_token_alive(Database database)
    {
        var (server, token) = await EnterAsync(database);
        (await PutAsync(server, token, "console-app", new JsonObject
        {
            ["client_id"] = "console-app",
            ["token_endpoint_auth_method"] = "none",
            ["grant_types"] = new JsonArray("password", "refresh_token"),
            ["scope"] = "openid offline_access orders.read",
        })).Status.ShouldBe(201);
        var app = server.As(new Registration("console-app") { Authentication = ClientAuthentication.None });
        var tokens = (await app.PasswordAsync(People.Heidi)).ShouldSucceed();
        using var browser = await server.EnterAsync(Administrators.Root);
        var trail = await AuditTrail.FromNowAsync(server);
        var form = await browser.OpenAsync("/admin/clients/console-app/delete");

        var mistyped = await browser.SubmitAsync(form, "Confirmation", ("Confirmation", "console-apq"), ("Reason", "Nobody uses it."));
        var activeStill = (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).IsActive;
        var list = await browser.SubmitAsync(mistyped, "Confirmation", ("Confirmation", "console-app"), ("Reason", "Nobody uses it."));

        mistyped.Document.QuerySelector("[role=alert]").ShouldNotBeNull();
        activeStill.ShouldBeTrue();
        list.At("/admin/clients").Document.QuerySelector("[role=status]").ShouldNotBeNull();
        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).IsActive.ShouldBeFalse();
        (await app.RefreshAsync(tokens.RefreshToken)).ShouldFail(401, "invalid_client");
        (await browser.OpenAsync("/admin/clients/console-app")).Answer.Status.ShouldBe(404);
        (await server.Database.QueryAsync("SELECT id FROM user_sessions WHERE client_id = 'console-app' AND ended_at IS NULL")).ShouldBeEmpty();
        var told = (await trail.NewAsync()).Single(fact => fact is { Client: "console-app", Type: SecurityEventType.ClientDeleted });
        told.Detail("reason").ShouldBe("Nobody uses it.");
    }

    [Theory]
    [BothDatabases]
    public async Task The_form_makes_and_changes_clients_and_tells_each_fault_beside_its_field(Database database)
    {
        var (server, _) = await EnterAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        var empty = await browser.OpenAsync("/admin/clients/new?kind=spa");

        var refused = await browser.SubmitAsync(
            empty, "client_id", ("client_id", "console-spa"), ("client_name", "Spa"), ("redirect_uris", "https://spa.example.test/a\r\nhttp://spa.example.test/b"));
        var made = await browser.SubmitAsync(refused, "client_id", ("redirect_uris", "https://spa.example.test/a"));
        var edit = await browser.OpenAsync("/admin/clients/console-spa/edit");
        var overtaken = await browser.OpenAsync("/admin/clients/console-spa/edit");
        var same = await browser.SubmitAsync(edit, "client_id");
        var changed = await browser.SubmitAsync(edit, "client_id", ("client_name", "Renamed"), ("client_id", "another"), ("reason", "New brand."));
        var stale = await browser.SubmitAsync(overtaken, "client_id", ("client_name", "Overwritten"));

        refused.Document.QuerySelector("#redirect_uris")!.GetAttribute("aria-invalid").ShouldBe("true");
        refused.Document.QuerySelector("#redirect_uris-fault")!.TextContent.ShouldBe("line 2: http is accepted on localhost, 127.0.0.1 and [::1] only; use https");
        made.Answer.Url.Query.ShouldBe("?done=created", made.Answer.ToString());
        same.Answer.Url.Query.ShouldBe("?done=unchanged");
        changed.Answer.Url.PathAndQuery.ShouldBe("/admin/clients/console-spa?done=changed");
        stale.Document.QuerySelector("[role=alert]").ShouldNotBeNull();
        stale.Document.QuerySelector("#client_name")!.GetAttribute("value").ShouldBe("Overwritten");
        (await browser.OpenAsync("/admin/clients/console-spa")).Document.QuerySelector("h1")!.TextContent.ShouldBe("Renamed");
        (await browser.OpenAsync("/admin/clients?text=ENAME")).Document.QuerySelectorAll("tbody tr").Length.ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    public async Task Every_client_goes_through_the_form_unchanged(Database database)
    {
        var (server, token) = await EnterAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);

        foreach (var client in new[] { Registrations.Web, Registrations.Old, Registrations.Asserting, Registrations.Native, Registrations.Pushed, Registrations.Cautious, Registrations.Television, Registrations.StockApi })
        {
            var before = (await server.Http.GetAsync($"/api/v1/admin/clients/{client.ClientId}", token)).ShouldSucceed().Json.GetProperty("client").ToString();
            var page = await browser.SubmitAsync(await browser.OpenAsync($"/admin/clients/{client.ClientId}/edit"), "client_id");

            page.Answer.Url.Query.ShouldBe("?done=unchanged", page.Answer.ToString());
            (await server.Http.GetAsync($"/api/v1/admin/clients/{client.ClientId}", token)).Json.GetProperty("client").ToString().ShouldBe(before);
        }
    }

    [Fact]
    public async Task An_auditor_looks_and_changes_nothing()
    {
        var (server, _) = await EnterAsync(Database.Sqlite);
        using var browser = await server.EnterAsync(Administrators.Vera);
        var token = await server.AdminTokenAsync(Administrators.Vera);

        var page = (await browser.OpenAsync("/admin/clients/web")).At("/admin/clients/web");
        (await server.Http.GetAsync("/api/v1/admin/clients", token)).ShouldSucceed();

        page.Document.QuerySelectorAll("a[href$='/edit'], a[href$='/secret'], a[href$='/delete']").ShouldBeEmpty();
        foreach (var path in new[] { "/admin/clients/new", "/admin/clients/web/edit", "/admin/clients/web/secret", "/admin/clients/web/delete", "/admin/scopes/new", "/admin/scopes/delete?name=orders.read" })
        {
            (await browser.PostAsync(path)).Answer.Status.ShouldBe(403, path);
        }

        (await PutAsync(server, token, "auditors", Worker("auditors", "orders.read"))).Status.ShouldBe(403);
        (await SendAsync(server, token, HttpMethod.Post, "/api/v1/admin/clients/web/secret", """{"reason": "x"}""")).Status.ShouldBe(403);
        (await SendAsync(server, token, HttpMethod.Delete, "/api/v1/admin/clients/web?reason=x", "")).Status.ShouldBe(403);
        (await SendAsync(server, token, HttpMethod.Delete, "/api/v1/admin/scopes?name=orders.read&reason=x", "")).Status.ShouldBe(403);
    }

    [Theory]
    [BothDatabases]
    public async Task What_a_client_is_called_is_text_on_every_page(Database database)
    {
        var (server, token) = await EnterAsync(database);
        var client = Worker("console-hostile", "orders.read");
        client["client_name"] = Hostile;
        client["contacts"] = new JsonArray("\"><script>alert(1)</script>");
        (await PutAsync(server, token, "console-hostile", client, Hostile)).Status.ShouldBe(201);
        using var browser = await server.EnterAsync(Administrators.Root);

        foreach (var path in new[] { "/admin/clients?text=onerror", "/admin/clients/console-hostile", "/admin/clients/console-hostile/edit", "/admin/clients/console-hostile/secret", "/admin/clients/console-hostile/delete" })
        {
            var page = await browser.OpenAsync(path);

            page.Answer.ShouldSucceed();
            page.Document.QuerySelectorAll("main img, main script").ShouldBeEmpty(path);
            page.Document.Body!.InnerHtml.ShouldContain("onerror", customMessage: path);
        }
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ScopeCreated, SecurityEventType.ScopeChanged, SecurityEventType.ScopeDeleted)]
    public async Task A_scope_can_be_asked_for_once_it_is_made_and_stays_while_a_client_may_ask(Database database)
    {
        const string name = "https://api.example.test/reports";
        var (server, token) = await EnterAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        var trail = await AuditTrail.FromNowAsync(server);

        var made = await browser.SubmitAsync(await browser.OpenAsync("/admin/scopes/new"), "display_name", ("name", name), ("display_name", Hostile), ("resources", "orders-api"), ("reason", "Reports."));
        var secret = (await PutAsync(server, token, "console-reports", Worker("console-reports", name))).Json.GetProperty("clientSecret").GetString();
        var access = (await server.As(new Registration("console-reports", secret)).ClientCredentialsAsync(name)).ShouldSucceed();
        var inUse = await SendAsync(server, token, HttpMethod.Delete, $"/api/v1/admin/scopes?name={Uri.EscapeDataString(name)}&reason=Done.", "");
        var changed = await browser.SubmitAsync(await browser.OpenAsync($"/admin/scopes/edit?name={Uri.EscapeDataString(name)}"), "display_name", ("display_name", "Reports"));
        (await PutAsync(server, token, "console-reports", Worker("console-reports", "orders.read"))).ShouldSucceed();
        var gone = await browser.SubmitAsync(await browser.OpenAsync($"/admin/scopes/delete?name={Uri.EscapeDataString(name)}"), "Reason", ("Reason", "Done."));

        made.Answer.Url.Query.ShouldBe("?done=created", made.Answer.ToString());
        made.Document.QuerySelectorAll("main img").ShouldBeEmpty();
        (await server.As(Registrations.OrdersApi).IntrospectAsync(access.AccessToken)).IsActive.ShouldBeTrue();
        inUse.Status.ShouldBe(409);
        inUse.Json.GetProperty("clients")[0].GetString().ShouldBe("console-reports");
        changed.Answer.Url.Query.ShouldBe("?done=changed", changed.Answer.ToString());
        gone.Answer.Url.Query.ShouldBe("?done=deleted", gone.Answer.ToString());
        (await browser.OpenAsync("/admin/scopes/edit?name=openid")).Answer.Status.ShouldBe(404);
        var told = (await trail.NewAsync()).Where(fact => fact.Details?.Contains("reports", StringComparison.Ordinal) == true && fact.Type is SecurityEventType.ScopeCreated or SecurityEventType.ScopeChanged or SecurityEventType.ScopeDeleted).ToList();
        told.Select(fact => fact.Type).ShouldBe([SecurityEventType.ScopeCreated, SecurityEventType.ScopeChanged, SecurityEventType.ScopeDeleted]);
        told[0].Detail("reason").ShouldBe("Reports.");
        told[2].Detail("reason").ShouldBe("Done.");
        told.ShouldAllBe(fact => fact.Detail("scope") == name && fact.Address == "127.0.0.1");
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var (server, token) = await EnterAsync(Database.Sqlite);
        using var browser = await server.EnterAsync(Administrators.Root);

        foreach (var path in new[] { "/admin/clients/nobody", "/admin/clients/nobody/edit", "/admin/clients/nobody/secret", "/admin/clients/spa/secret", "/admin/clients/nobody/delete", "/admin/scopes/edit", "/admin/scopes/edit?name=nothing", "/admin/scopes/burn", "/admin/scopes/delete?name=openid" })
        {
            (await browser.OpenAsync(path)).Answer.Status.ShouldBe(404, path);
        }

        (await SendAsync(server, token, HttpMethod.Delete, "/api/v1/admin/clients/nobody?reason=x", "")).Status.ShouldBe(404);
        (await SendAsync(server, token, HttpMethod.Post, "/api/v1/admin/clients/nobody/secret", """{"reason": "x"}""")).Status.ShouldBe(404);
        (await SendAsync(server, token, HttpMethod.Delete, "/api/v1/admin/scopes?name=nothing&reason=x", "")).Status.ShouldBe(404);
    }

    private async Task<(HostedServer Server, (string, string) Token)> EnterAsync(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        return (server, await server.AdminTokenAsync(Administrators.Root));
    }

    private static JsonObject Worker(string clientId, string scope) =>
        new() { ["client_id"] = clientId, ["client_name"] = "Worker", ["grant_types"] = new JsonArray("client_credentials"), ["scope"] = scope };

    private static Task<Answer> PutAsync(RunningServer server, (string, string) token, string clientId, JsonObject client, string? reason = null) =>
        SendAsync(server, token, HttpMethod.Put, $"/api/v1/admin/clients/{clientId}", new JsonObject { ["client"] = client.DeepClone(), ["reason"] = reason ?? "A test." }.ToJsonString());

    private static async Task<Answer> SendAsync(RunningServer server, (string, string) token, HttpMethod method, string path, string body)
    {
        using var content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await server.Http.SendAsync(method, path, content, token);
    }

    private static async Task<Guid> RootAsync(RunningServer server) => (await server.Database.QueryAsync("SELECT id FROM users WHERE user_name = 'root'"))[0].GetProperty("id").GetGuid();

    // The words of the command, without the place in its file.
    private static async Task<IReadOnlyList<string>> WordsOfApplyAsync(HostedServer server, string client)
    {
        var parsed = ProvisioningParser.Parse(Encoding.UTF8.GetBytes($$"""{"clients": [{{client}}]}"""));
        var errors = parsed is ProvisioningParsing.Accepted { File: var file }
            ? ((ProvisioningResult.Refused)await server.Part<ProvisioningApplier>().ApplyAsync(file, null, dryRun: true, TestContext.Current.CancellationToken)).Errors
            : ((ProvisioningParsing.Refused)parsed).Errors;
        return [.. errors.Select(error => error.Replace("clients[0].", "", StringComparison.Ordinal))];
    }
}
