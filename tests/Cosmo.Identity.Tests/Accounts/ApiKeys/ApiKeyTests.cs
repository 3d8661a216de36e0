using System.Net.Http.Json;
using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.ApiKeys;

/// <summary>Keys for programs open what they say, from where they say, until they end; and their owner sees it (ADM-05, ADM-07, LOCK-17).</summary>
[Collection(nameof(OwnArea))]
public sealed class ApiKeyTests(AuditedServers servers)
{
    private const string Api = "/api/v1/account/";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ApiKeyCreated, SecurityEventType.ApiKeyEnded)]
    public async Task A_key_opens_what_it_says_until_it_is_ended(Database database)
    {
        var server = await servers.OnAsync(database);
        var owner = await PersonAsync(server, People.Grace);
        var trail = await AuditTrail.FromNowAsync(server);


        var made = await MakeAsync(server, owner, new Wish("Backup", "orders.read cosmo.account.read"));
        var text = made.Text("key");
        var seen = (await server.As(Registrations.OrdersApi).IntrospectAsync(text)).ShouldBeActive();
        var foreign = await server.As(Registrations.StockApi).IntrospectAsync(text);
        var list = await server.Http.GetAsync(Api + "api-keys", Bearer(text));
        var sessions = await server.Http.GetAsync(Api + "sessions", Bearer(text));
        var closed = await server.Http.SendAsync(HttpMethod.Post, Api + "tokens/revoke-all", null, Bearer(text));
        var userInfo = await server.Http.GetAsync("/connect/userinfo", Bearer(text));
        var ended = await server.Http.SendAsync(HttpMethod.Delete, Api + "api-keys/" + made.Text("id"), null, owner);
        var again = await server.Http.SendAsync(HttpMethod.Delete, Api + "api-keys/" + made.Text("id"), null, owner);


        made.Status.ShouldBe(201, made.ToString());
        made.Header("Cache-Control").ShouldBe("no-store");
        made.Header("Location").ShouldBe(Api + "api-keys/" + made.Text("id"));
        seen.Text("token_type").ShouldBe("Bearer");
        seen.Text("scope").Split(' ').ShouldBe(["cosmo.account.read", "orders.read"], ignoreOrder: true);
        seen.Text("sub").ShouldBe(Jwt.Parse(owner.Value["Bearer ".Length..]).Claim("sub"));
        seen.Text("iss").ShouldBe(server.Issuer);
        seen.Text("jti").ShouldBe(made.Text("id"));
        seen.Json.GetProperty("aud").EnumerateArray().Select(one => one.GetString()).ShouldBe(["orders-api", server.Issuer], ignoreOrder: true);
        seen.Json.GetProperty("exp").GetInt64().ShouldBeInRange(DateTimeOffset.UtcNow.AddDays(89).ToUnixTimeSeconds(), DateTimeOffset.UtcNow.AddDays(91).ToUnixTimeSeconds());
        seen.Has("client_id").ShouldBeFalse();
        foreign.ShouldBeInactive();
        var shown = list.ShouldSucceed().Json.EnumerateArray().Single(key => key.GetProperty("id").GetString() == made.Text("id"));
        shown.GetProperty("hint").GetString().ShouldBe(text[..10]);
        shown.GetProperty("lastUsedAt").ValueKind.ShouldBe(JsonValueKind.String);
        list.Body.ShouldNotContain(text);
        sessions.ShouldSucceed();
        closed.Status.ShouldBe(403);
        userInfo.ShouldRefuseBearer();
        ended.Status.ShouldBe(204, ended.ToString());
        again.Status.ShouldBe(404);
        (await server.As(Registrations.OrdersApi).IntrospectAsync(text)).ShouldBeInactive();
        (await server.Http.GetAsync(Api + "sessions", Bearer(text))).ShouldRefuseBearer();
        (await server.Database.ContentAsync(server.Folder)).ShouldNotContain(text[10..]);
        var rows = await trail.NewAsync();
        rows.Single(row => row.Type == SecurityEventType.ApiKeyCreated).Details!.ShouldNotContain(text[10..]);
        rows.Count(row => row.Type == SecurityEventType.ApiKeyEnded).ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ApiKeyRefused)]
    public async Task A_key_with_networks_is_good_there_and_nowhere_else(Database database)
    {
        var server = await servers.OnAsync(database);
        var owner = await PersonAsync(server, People.Grace);
        var orders = server.As(Registrations.OrdersApi);
        var here = (await MakeAsync(server, owner, new Wish("Here", "cosmo.account.read", "127.0.0.0/8"))).Text("key");
        var made = await MakeAsync(server, owner, new Wish("Elsewhere", "cosmo.account.read orders.read", "192.0.2.0/24 2001:db8::/48"));
        var elsewhere = made.Text("key");
        var trail = await AuditTrail.FromNowAsync(server);


        (await server.Http.GetAsync(Api + "sessions", Bearer(here))).ShouldSucceed();
        (await server.Http.GetAsync(Api + "sessions", Bearer(elsewhere))).ShouldRefuseBearer();
        (await orders.IntrospectAsync(elsewhere)).ShouldBeInactive();
        (await orders.IntrospectAsync(elsewhere, ("ip_address", "203.0.113.9"))).ShouldBeInactive();
        (await orders.IntrospectAsync(elsewhere, ("ip_address", "nowhere"))).ShouldBeInactive();
        (await orders.IntrospectAsync(elsewhere, ("ip_address", "192.0.2.77"))).ShouldBeActive();
        (await orders.IntrospectAsync(elsewhere, ("ip_address", "2001:db8::5"))).ShouldBeActive();


        var rows = await trail.NewAsync();
        rows.ShouldAllBe(row => row.Type == SecurityEventType.ApiKeyRefused);
        rows.Select(row => row.Detail("reason")).ShouldBe(["network", "no_address", "network", "no_address"]);
        rows[0].Subject.ShouldNotBeNull();
        rows[2].Client.ShouldBe("orders-api");
        rows[2].Detail("used_from").ShouldBe("203.0.113.9");
        var shown = (await server.Http.GetAsync(Api + "api-keys", owner)).Json.EnumerateArray().Single(key => key.GetProperty("id").GetString() == made.Text("id"));
        // Noted at most once a minute, so it is the first of the two.
        shown.GetProperty("lastUsedFrom").GetString().ShouldBe("192.0.2.77");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.AllApiKeysEnded)]
    public async Task A_key_outlives_a_password_and_ends_with_everything(Database database)
    {
        var server = await servers.OnAsync(database);
        var owner = await PersonAsync(server, People.Olga);
        var key = (await MakeAsync(server, owner, new Wish("Everything", "orders.read cosmo.account.write"))).Text("key");
        var orders = server.As(Registrations.OrdersApi);
        // What a change of the password does to sessions: the stamp that they stand on is another.
        await server.Database.ExecuteAsync("UPDATE users SET security_stamp = 'another' WHERE user_name = 'olga'");
        (await orders.IntrospectAsync(key)).ShouldBeActive();
        var trail = await AuditTrail.FromNowAsync(server);


        var answer = await server.Http.SendAsync(HttpMethod.Post, Api + "tokens/revoke-all", null, Bearer(key));


        answer.ShouldSucceed();
        (await orders.IntrospectAsync(key)).ShouldBeInactive();
        (await server.Http.GetAsync(Api + "sessions", Bearer(key))).ShouldRefuseBearer();
        (await trail.NewAsync()).Select(row => row.Type).ShouldBe(
            [SecurityEventType.AllTokensRevoked, SecurityEventType.AllApiKeysEnded, SecurityEventType.InactiveTokenIntrospected, SecurityEventType.InvalidTokenPresented], ignoreOrder: true);
    }

    [Theory]
    [BothDatabases]
    public async Task Disabling_the_owner_ends_their_keys_for_good(Database database)
    {
        var server = await servers.OnAsync(database);
        var key = (await MakeAsync(server, await PersonAsync(server, People.Heidi), new Wish("Alps", "orders.read"))).Text("key");
        var orders = server.As(Registrations.OrdersApi);
        (await orders.IntrospectAsync(key)).ShouldBeActive();


        (await Command.CosmoAsync(server.Folder, "Development", ["users", "lock", "heidi", .. server.DataArguments, $"--Keys:Directory={server.Folder}/certs"])).ExitCode.ShouldBe(0);
        (await orders.IntrospectAsync(key)).ShouldBeInactive();
        (await Command.CosmoAsync(server.Folder, "Development", ["users", "unlock", "heidi", .. server.DataArguments, $"--Keys:Directory={server.Folder}/certs"])).ExitCode.ShouldBe(0);


        (await orders.IntrospectAsync(key)).ShouldBeInactive();
    }

    [Theory]
    [BothDatabases]
    public async Task A_person_has_so_many_keys_and_not_one_more_however_many_they_make_at_once(Database database)
    {
        var server = await servers.OnAsync(database, ("ApiKeys:MostPerUser", "3"));
        var owner = await PersonAsync(server, People.Grace);


        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => Task.Run(() => PostAsync(server, owner, new Wish($"Key {number}", "orders.read")))));


        answers.Count(answer => answer.Status == 201).ShouldBe(3);
        answers.ShouldAllBe(answer => answer.Status == 201 || (answer.Status == 400 && answer.MediaType == "application/problem+json"));
        (await server.Http.GetAsync(Api + "api-keys", owner)).Json.GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task Making_a_key_needs_a_fresh_proof_and_gives_no_more_than_the_token_has()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        var narrow = Bearer((await server.As(Registrations.Mobile).PasswordAsync(People.Grace, "openid")).AccessToken);
        var key = (await MakeAsync(server, await PersonAsync(server, People.Grace), new Wish("Maker", "cosmo.account.read cosmo.account.write"))).Text("key");
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Grace);


        var wide = await PostAsync(server, narrow, new Wish("Wide", "orders.read"));
        var byKey = await PostAsync(server, Bearer(key), new Wish("By a key", "cosmo.account.read"));
        var fresh = await ByCookieAsync(browser);
        await server.Database.ForgetProofsAsync(People.Grace);
        var stale = await ByCookieAsync(browser);


        wide.Status.ShouldBe(400, wide.ToString());
        byKey.Status.ShouldBe(403, byKey.ToString());
        fresh.Status.ShouldBe(201, fresh.ToString());
        stale.Status.ShouldBe(403, stale.ToString());
        stale.Body.ShouldContain("/account/confirm");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"name\":\"x\"}")]
    [InlineData("{\"name\":\"x\",\"scopes\":[\"openid\"]}")]
    [InlineData("{\"name\":\"x\",\"scopes\":[\"orders.read\"],\"networks\":[\"10.0.0.1/8\"]}")]
    [InlineData("{\"name\":\"x\",\"scopes\":[\"orders.read\"],\"expiresAt\":\"2020-01-01T00:00:00Z\"}")]
    [InlineData("{\"name\":\"x\",\"scopes\":[\"orders.read\"],\"expiresAt\":\"tomorrow\"}")]
    [InlineData("{\"name\":\"x\",\"scopes\":[null]}")]
    [InlineData("{\"name\":\"x\",\"scopes\":\"orders.read\"}")]
    public async Task A_bad_wish_is_a_clear_problem(string body)
    {
        var server = await servers.OnAsync(Database.Sqlite);

        var answer = await server.Http.SendAsync(
            HttpMethod.Post, Api + "api-keys", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), await PersonAsync(server, People.Grace));

        answer.Status.ShouldBe(400, answer.ToString());
        answer.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_key_is_revoked_by_its_owner_and_by_no_client()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        var owner = await PersonAsync(server, People.Grace);
        var stranger = await PersonAsync(server, People.Ada);
        var key = (await MakeAsync(server, owner, new Wish("Mine", "orders.read"))).Text("key");
        var orders = server.As(Registrations.OrdersApi);


        (await server.As(Registrations.Mobile).RevokeAsync(key)).Status.ShouldBe(200);
        (await orders.RevokeAsync(key)).Status.ShouldBeOneOf(200, 400);
        (await RevokeAsync(stranger, key)).Status.ShouldBe(403);
        (await orders.IntrospectAsync(key)).ShouldBeActive();
        (await RevokeAsync(owner, key)).Status.ShouldBe(204);


        (await orders.IntrospectAsync(key)).ShouldBeInactive();

        Task<Answer> RevokeAsync((string, string) caller, string token) => server.Http.SendAsync(HttpMethod.Post, Api + "tokens/revoke", JsonContent.Create(new { token }), caller);
    }

    [Fact]
    public async Task Keys_have_a_limit_of_their_own_and_guesses_are_throttled()
    {
        var server = await servers.OnAsync(Database.Sqlite, [.. Servers.Limited, ("RateLimits:Api", "4 per 00:01:00"), ("RateLimits:UnknownTokens", "3 per 00:01:00")]);
        var owner = await PersonAsync(server, People.Grace);
        var one = (await MakeAsync(server, owner, new Wish("One", "cosmo.account.read"))).Text("key");
        var other = (await MakeAsync(server, owner, new Wish("Other", "cosmo.account.read"))).Text("key");


        var statuses = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            statuses.Add((await server.Http.GetAsync(Api + "sessions", Bearer(one))).Status);
        }

        var guesses = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            guesses.Add((await server.Http.GetAsync(Api + "sessions", Bearer(Cosmo.Identity.Accounts.ApiKeys.ApiKeyText.New().Text))).Status);
        }


        statuses.ShouldBe([200, 200, 200, 200, 429, 429]);
        guesses.ShouldBe([401, 401, 401, 429, 429]);
        (await server.Http.GetAsync(Api + "sessions", Bearer(other))).ShouldSucceed();
        (await server.Http.GetAsync(Api + "sessions", owner)).ShouldSucceed();
    }

    [Fact]
    public async Task Where_there_are_no_keys_none_is_made_shown_or_taken()
    {
        var server = await servers.OnAsync(Database.Sqlite, ("ApiKeys:Enabled", "false"));
        var owner = await PersonAsync(server, People.Grace);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Grace);


        (await PostAsync(server, owner, new Wish("No", "orders.read"))).Status.ShouldBe(404);
        (await server.Http.GetAsync(Api + "api-keys", owner)).Status.ShouldBe(404);
        (await browser.OpenAsync("/account/api-keys")).Answer.Status.ShouldBe(404);
        (await browser.OpenAsync("/account")).Document.Body!.TextContent.ShouldNotContain("API keys");
        (await server.Http.GetAsync("/openapi/v1.json")).Body.ShouldNotContain("api-keys");
    }

    [Fact]
    public async Task A_person_makes_and_ends_a_key_on_their_pages_and_sees_it_once()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        using var graces = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        await graces.SignInAsync(People.Grace);
        await server.Database.ForgetProofsAsync(People.Ada);


        var asked = (await browser.OpenAsync("/account/api-keys/new")).At("/account/confirm");
        var form = (await browser.SubmitAsync(asked, "Password", ("Password", People.Ada.Password))).At("/account/api-keys/new");
        var refused = await browser.SubmitAsync(form, "Name", ("Name", "Robot"), ("Networks", "here"), ("Scopes", "orders.read"));
        var made = (await browser.SubmitAsync(form, "Name", ("Name", "Robot <b>"), ("Networks", "127.0.0.0/8\r\n\r\n2001:db8::/48"), ("Scopes", "orders.read"), ("Days", "30"))).At("/account/api-keys/new");
        var key = made.Document.QuerySelector("#key")!.TextContent;
        var list = (await browser.OpenAsync("/account/api-keys")).At("/account/api-keys");
        var end = list.Document.QuerySelector("a[href*='/account/api-keys/end/']")!.GetAttribute("href")!;
        var foreign = await graces.OpenAsync(end);
        var before = await server.As(Registrations.OrdersApi).IntrospectAsync(key, ("ip_address", "127.0.0.1"));
        var question = (await browser.OpenAsync(end)).At(new Uri(server.Address, end).AbsolutePath);
        var done = (await browser.SubmitAsync(question, "__RequestVerificationToken")).At("/account/api-keys");


        refused.Answer.Status.ShouldBe(400);
        refused.Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("no network");
        made.Answer.Header("Cache-Control").ShouldNotBeNull().ShouldContain("no-store");
        list.Answer.Body.ShouldNotContain(key);
        list.Document.Body!.TextContent.ShouldContain("Robot <b>");
        list.Document.Body!.TextContent.ShouldContain("2001:db8::/48");
        foreign.Answer.Status.ShouldBe(404);
        before.ShouldBeActive();
        done.Document.QuerySelector("[role=status]")!.TextContent.ShouldContain("ended");
        (await server.As(Registrations.OrdersApi).IntrospectAsync(key, ("ip_address", "127.0.0.1"))).ShouldBeInactive();
    }

    private static async Task<(string Name, string Value)> PersonAsync(RunningServer server, Person person) =>
        Bearer((await server.As(Registrations.Mobile).PasswordAsync(person, "openid orders.read orders.write stock.read")).ShouldSucceed().AccessToken);

    private static async Task<Answer> MakeAsync(RunningServer server, (string, string) owner, Wish wish)
    {
        var answer = await PostAsync(server, owner, wish);
        answer.Status.ShouldBe(201, answer.ToString());
        return answer;
    }

    private static Task<Answer> PostAsync(RunningServer server, (string, string) owner, Wish wish) =>
        server.Http.SendAsync(HttpMethod.Post, Api + "api-keys", wish.ToJson(), owner);

    private static Task<Answer> ByCookieAsync(Browser browser) => browser.SendAsync(
        HttpMethod.Post, new Uri(Api + "api-keys", UriKind.Relative), new Wish("By cookie", "orders.read").ToJson(), ("Sec-Fetch-Site", "same-origin"));

    private static (string Name, string Value) Bearer(string token) => ("Authorization", "Bearer " + token);

    /// <summary>A key that somebody asks for; lists are separated by spaces.</summary>
    private sealed record Wish(string Name, string Scopes, string? Networks = null)
    {
        public JsonContent ToJson() => JsonContent.Create(new { name = Name, scopes = Scopes.Split(' '), networks = Networks?.Split(' ') });
    }
}
