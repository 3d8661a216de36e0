using Cosmo.Identity.Jobs.Pruning;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Device;

/// <summary>A device without a browser gets tokens when its person says so elsewhere, once, and as long as their session lives (RFC 8628, D1, D2).</summary>
public sealed class DeviceFlowTests(AuditedServers servers) : IClassFixture<AuditedServers>
{
    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.DeviceCodeIssued, SecurityEventType.DeviceAllowed)]
    public async Task A_device_that_is_allowed_gets_tokens_of_the_session_that_allowed_it(Database database)
    {
        var server = await servers.OnAsync(database);
        var television = server.As(Registrations.Television);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var session = await browser.SessionIdAsync();
        var trail = await AuditTrail.FromNowAsync(server);


        var asked = (await television.AskAsync()).ShouldSucceed();
        var waiting = await television.PollAsync(asked);
        var question = (await browser.EnterAsync(asked.Text("user_code").ToLowerInvariant().Replace("-", " "))).At(Devices.Verify);
        var decided = await browser.SubmitAsync(question, "decision", ("decision", "allow"));
        var tokens = (await television.PollAsync(asked)).ShouldSucceed();


        asked.Header("Cache-Control").ShouldBe("no-store");
        asked.Json.GetProperty("interval").GetInt32().ShouldBe(5);
        asked.Json.GetProperty("expires_in").GetInt32().ShouldBeInRange(595, 600);
        asked.Text("verification_uri").ShouldBe(server.Issuer + Devices.Verify);
        asked.Text("verification_uri_complete").ShouldBe($"{server.Issuer}{Devices.Verify}?user_code={asked.Text("user_code")}");
        asked.Text("user_code").ShouldMatch("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$");
        waiting.ShouldFail(400, "authorization_pending");
        foreach (var text in new[] { asked.Text("user_code"), "Television", "127.0.0.1", "Read your orders", "ada" })
        {
            question.Document.Body!.TextContent.ShouldContain(text);
        }

        decided.At(Devices.Verify).Document.QuerySelector("h1")!.TextContent.ShouldBe("The device is connected");
        Jwt.Parse(tokens.AccessToken).Claim("sid").ShouldBe(session);
        var identity = Jwt.Parse(tokens.IdToken);
        identity.Claim("amr").ShouldNotBeNull().ShouldContain("pwd");
        identity.Claim("acr").ShouldBe("urn:cosmo:acr:single-factor");
        identity.Claim("auth_time").ShouldNotBeNull();
        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeActive();
        (await television.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
        var rows = await trail.ShouldBeAsync(
            SecurityEventType.DeviceCodeIssued, SecurityEventType.DeviceAllowed, SecurityEventType.TokensIssued, SecurityEventType.TokensRefreshed);
        var sub = Guid.Parse(identity.Claim("sub")!);
        rows[0].ShouldBeOfARequest(null, "television", null);
        rows[1].ShouldBeOfARequest(sub, "television", Guid.Parse(session)).Detail("device_address").ShouldBe("127.0.0.1");
        rows[1].Detail("device_code").ShouldBe(rows[0].Detail("device_code"));
        rows[2].ShouldBeOfARequest(sub, "television", Guid.Parse(session)).Detail("from").ShouldBe(rows[0].Detail("device_code"));
    }

    [Theory]
    [BothDatabases]
    public async Task Of_two_devices_that_draw_one_code_in_the_same_moment_the_second_draws_another(Database database)
    {
        var server = await servers.OnAsync(database);
        var television = server.As(Registrations.Television);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        (await television.AskAsync()).ShouldSucceed();
        var other = await server.Database.TakeNextCodeAsync();
        var trail = await AuditTrail.FromNowAsync(server);


        var asked = (await television.AskAsync()).ShouldSucceed();


        await server.Database.TakeNoMoreCodesAsync();
        (await server.Database.CountAsync($"SELECT count(*) FROM device_requests WHERE token_id = '{other}'")).ShouldBe(1, "the other device has the code");
        asked.Text("verification_uri_complete").ShouldEndWith(asked.Text("user_code"));
        (await trail.NewAsync()).Count(fact => fact.Type == SecurityEventType.DeviceCodeIssued).ShouldBe(1);
        (await browser.DecideAsync(asked, "allow")).At(Devices.Verify).Answer.Url.Query.ShouldBe("?done=allowed");
        (await television.PollAsync(asked)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task A_device_that_polls_too_early_waits_longer_each_time(Database database)
    {
        var server = await servers.OnAsync(database);
        var television = server.As(Registrations.Television);
        var asked = (await television.AskAsync()).ShouldSucceed();


        (await television.PollAsync(asked)).ShouldFail(400, "authorization_pending");
        (await television.PollAsync(asked)).ShouldFail(400, "slow_down");
        (await television.PollAsync(asked)).ShouldFail(400, "slow_down");
        var interval = await server.Database.CountAsync("SELECT max(interval_seconds) FROM device_requests");
        await server.Database.LetIntervalPassAsync();
        (await television.PollAsync(asked)).ShouldFail(400, "authorization_pending");


        interval.ShouldBe(15);
        (await server.Database.CountAsync("SELECT max(interval_seconds) FROM device_requests")).ShouldBe(15);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.DeviceDenied)]
    public async Task A_device_that_is_denied_gets_nothing_whatever_follows(Database database)
    {
        var server = await servers.OnAsync(database);
        var television = server.As(Registrations.Television);
        using var browser = server.NewBrowser();
        using var other = server.NewBrowser();
        await browser.SignInAsync(People.Grace);
        await other.SignInAsync(People.Grace);
        var asked = (await television.AskAsync()).ShouldSucceed();
        var late = (await other.EnterAsync(asked.Text("user_code"))).At(Devices.Verify);
        var trail = await AuditTrail.FromNowAsync(server);


        var decided = await browser.DecideAsync(asked, "deny");
        var tooLate = await other.SubmitAsync(late, "decision", ("decision", "allow"));


        decided.At(Devices.Verify).Answer.Url.Query.ShouldBe("?done=denied");
        tooLate.Answer.Status.ShouldBe(400);
        (await television.PollAsync(asked)).ShouldFail(400, "access_denied");
        (await television.PollAsync(asked)).ShouldFail(400, "access_denied");
        (await trail.ShouldBeAsync(SecurityEventType.DeviceDenied)).Client.ShouldBe("television");
    }

    [Theory]
    [BothDatabases]
    public async Task A_code_that_has_expired_is_good_for_nobody(Database database)
    {
        var server = await servers.OnAsync(database);
        var television = server.As(Registrations.Television);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var asked = (await television.AskAsync()).ShouldSucceed();
        var question = (await browser.EnterAsync(asked.Text("user_code"))).At(Devices.Verify);
        await server.Database.ExecuteAsync("UPDATE tokens SET expiration_date = '2020-01-01 00:00:00' WHERE type = 'urn:openiddict:params:oauth:token-type:device_code'");


        (await browser.SubmitAsync(question, "decision", ("decision", "allow"))).Answer.Status.ShouldBe(400);
        (await browser.EnterAsync(asked.Text("user_code"))).Answer.Status.ShouldBe(400);
        (await television.PollAsync(asked)).ShouldFail(400, "expired_token");
        await server.Part<PruneExpiredRowsJob>().RunAsync(TestContext.Current.CancellationToken);
        (await television.PollAsync(asked)).ShouldFail(400, "invalid_grant");
        (await server.Database.CountAsync("SELECT count(*) FROM device_requests r WHERE NOT EXISTS (SELECT 1 FROM tokens t WHERE t.id = r.token_id)")).ShouldBe(0);
    }

    [Theory]
    [BothDatabases]
    public async Task Ending_the_session_ends_what_the_device_got_and_what_it_did_not_fetch(Database database)
    {
        var server = await servers.OnAsync(database);
        var television = server.As(Registrations.Television);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var fetched = (await television.PollAsync(await Devices.AllowedAsync(television, browser))).ShouldSucceed();
        var allowed = await Devices.AllowedAsync(television, browser);


        await browser.SubmitAsync(await browser.OpenAsync("/connect/logout"), "decision", ("decision", "sign-out"));


        (await television.RefreshAsync(fetched.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await server.As(Registrations.OrdersApi).IntrospectAsync(fetched.AccessToken)).ShouldBeInactive();
        (await television.PollAsync(allowed)).ShouldFail(400, "invalid_grant");
    }

    [Theory]
    [BothDatabases]
    public async Task Fifty_polls_of_one_allowed_code_have_one_answer_and_it_lives(Database database)
    {
        var server = await servers.FloodedAsync(database);
        var television = server.As(Registrations.Television);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        using var race = new Race();
        for (var round = 0; round < Effort.LongRaceRounds; round++)
        {
            var asked = await Devices.AllowedAsync(television, browser);


            var answers = await Race.AtOnceAsync(_ => television.PollAsync(asked));


            var winner = race.ShouldTakeOne(answers, answer => answer.Status == 200);
            answers.Where(answer => answer != winner).ShouldAllBe(answer => answer.Error == "invalid_grant");
            // A device polls until it is answered: its second poll is no thief, and ends nothing.
            (await television.PollAsync(asked)).ShouldFail(400, "invalid_grant");
            (await television.RefreshAsync(winner.RefreshToken)).ShouldSucceed();
        }
    }

    [Theory]
    [BothDatabases]
    public async Task Of_many_decisions_at_once_one_counts(Database database)
    {
        var server = await servers.OnAsync(database);
        var television = server.As(Registrations.Television);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var asked = (await television.AskAsync()).ShouldSucceed();
        var question = (await browser.EnterAsync(asked.Text("user_code"))).At(Devices.Verify);
        var fields = Page.Fields(question.Form("decision")!).ToList();
        var trail = await AuditTrail.FromNowAsync(server);
        var families = await server.Database.CountAsync("SELECT count(*) FROM authorizations");


        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(() => browser.SendAsync(
            HttpMethod.Post,
            new Uri(Devices.Verify + "?handler=Decide", UriKind.Relative),
            Wire.Form([.. fields, ("decision", number % 2 == 0 ? "allow" : "deny")])))));


        answers.Count(answer => answer.Status == 303).ShouldBe(1);
        answers.ShouldAllBe(answer => answer.Status == 303 || answer.Status == 400);
        var row = (await trail.NewAsync()).ShouldHaveSingleItem();
        row.Type.ShouldBeOneOf(SecurityEventType.DeviceAllowed, SecurityEventType.DeviceDenied);
        (await server.Database.CountAsync("SELECT count(*) FROM authorizations") - families).ShouldBe(row.Type == SecurityEventType.DeviceAllowed ? 1 : 0);
    }

    [Theory]
    [BothDatabases]
    public async Task Neither_code_can_be_read_from_the_database(Database database)
    {
        var server = await servers.OnAsync(database);


        var asked = (await server.As(Registrations.Television).AskAsync()).ShouldSucceed();


        var content = await server.Database.ContentAsync(server.Folder);
        content.ShouldNotContain(asked.Text("device_code"));
        content.ShouldNotContain(asked.Text("user_code"));
        content.ShouldNotContain(asked.Text("user_code").Replace("-", ""));
        // 34 bits are hashed in minutes: the hash is keyed.
        var plain = System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(asked.Text("user_code").Replace("-", ""))));
        content.ShouldNotContain(plain);
    }

    [Fact]
    public async Task Whoever_is_not_the_client_gets_nothing_and_spoils_nothing()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        var television = server.As(Registrations.Television);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var asked = await Devices.AllowedAsync(television, browser);


        (await server.As(Registrations.Mobile).PollAsync(asked)).ShouldFail(400, "unauthorized_client", "invalid_grant");
        (await server.As(Registrations.Mobile).AskAsync()).ShouldFail(400, "unauthorized_client");
        (await television.PollAsync("Zx81LrYpT5c0dQkq3mWbnE7uGhJ2sVfA9iKoB4tXe6M")).ShouldFail(400, "invalid_grant");
        (await television.AskAsync("openid nonsense")).ShouldFail(400, "invalid_scope");
        (await television.TokenAsync(("grant_type", "urn:ietf:params:oauth:grant-type:device_code"))).ShouldFail(400, "invalid_request");


        (await television.PollAsync(asked)).ShouldSucceed();
    }

    [Fact]
    public async Task Opening_an_address_decides_nothing_and_no_other_site_can()
    {
        // V053, R-23: the complete address shows the code, and only the page's own form decides.
        var server = await servers.OnAsync(Database.Sqlite);
        var television = server.As(Registrations.Television);
        using var browser = server.NewBrowser();
        var asked = (await television.AskAsync()).ShouldSucceed();
        var complete = new Uri(asked.Text("verification_uri_complete")).PathAndQuery;
        var login = await browser.OpenAsync(complete);


        var question = (await browser.SignInAsync(login, People.Ada)).At(Devices.Verify);
        await browser.OpenAsync(question.Answer.Url.PathAndQuery + "&decision=allow&handler=Decide");
        var forged = await browser.PostAsync(Devices.Verify + "?handler=Decide", ("request", Value(question, "request")), ("decision", "allow"));
        var altered = await browser.PostFormAsync(Devices.Verify + "?handler=Decide", ("request", Value(question, "request") + "x"), ("decision", "allow"));


        question.Document.Body!.TextContent.ShouldContain(asked.Text("user_code"));
        forged.Answer.Status.ShouldBe(400);
        altered.Answer.Status.ShouldBe(400);
        (await television.PollAsync(asked)).ShouldFail(400, "authorization_pending");
    }

    [Fact]
    public async Task A_question_belongs_to_the_session_that_it_was_asked_in()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        var television = server.As(Registrations.Television);
        using var adas = server.NewBrowser();
        using var graces = server.NewBrowser();
        await adas.SignInAsync(People.Ada);
        await graces.SignInAsync(People.Grace);
        var asked = (await television.AskAsync()).ShouldSucceed();
        var question = (await adas.EnterAsync(asked.Text("user_code"))).At(Devices.Verify);


        var stolen = await graces.PostFormAsync(Devices.Verify + "?handler=Decide", ("request", Value(question, "request")), ("decision", "allow"));


        stolen.Answer.Status.ShouldBe(400);
        (await graces.OpenAsync(question.Answer.Url.PathAndQuery)).Answer.Status.ShouldBe(400);
        (await television.PollAsync(asked)).ShouldFail(400, "authorization_pending");
    }

    [Fact]
    [Triggers(SecurityEventType.UserCodeRefused)]
    public async Task Guessing_ends_after_a_few_codes_for_the_right_one_too()
    {
        // TOK-13, RFC 8628 §5.1.
        var server = await servers.OnAsync(Database.Sqlite, [.. Servers.Limited, ("Tokens:DeviceCodeLifetime", "00:05:00"), ("RateLimits:DeviceRequests", "3 per 00:01:00")]);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Heidi);
        var asked = (await server.As(Registrations.Television).AskAsync()).ShouldSucceed();
        var trail = await AuditTrail.FromNowAsync(server);
        for (var guess = 0; guess < 10; guess++)
        {
            (await browser.EnterAsync($"BCDF-GHJ{"BCDFGHJKLM"[guess]}")).Answer.Status.ShouldBe(400);
        }


        var right = await browser.EnterAsync(asked.Text("user_code"));
        var complete = await browser.OpenAsync(new Uri(asked.Text("verification_uri_complete")).PathAndQuery);


        right.Answer.Status.ShouldBe(429);
        complete.Answer.Status.ShouldBe(429);
        right.Document.Body!.TextContent.ShouldContain("Too many codes were tried");
        (await trail.NewAsync()).Count(row => row.Type == SecurityEventType.UserCodeRefused).ShouldBe(10);
        // Each device that asks is one more code to hit.
        var asks = new[] { await server.As(Registrations.Television).AskAsync(), await server.As(Registrations.Television).AskAsync(), await server.As(Registrations.Television).AskAsync() };
        asks.Select(answer => answer.Status).ShouldBe([200, 200, 429]);
        using var anonymous = server.NewBrowser();
        (await anonymous.OpenAsync(Devices.Verify + "?user_code=BCDF-GHJK")).IsAt("/login").ShouldBeTrue("a stranger may not guess at all");
    }

    private static string Value(Page page, string field) => Page.Fields(page.Form("decision")!).Single(pair => pair.Name == field).Value;
}
