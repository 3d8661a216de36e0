using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions.Care;
using Cosmo.Identity.Tests.Accounts.Lockout;
using Cosmo.Identity.Tests.Admin.Users;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Sessions;

/// <summary>Sessions in the console and its API: found, ended one by one, by selection, and all of everybody.</summary>
[Collection(nameof(PeopleConsole))]
public sealed class SessionsTests(PeopleServers servers)
{
    private const string Why = "They were on the list";

    [Theory]
    [BothDatabases]
    public async Task Sessions_are_found_by_user_address_device_client_and_age(Database database)
    {
        var server = await servers.OnAsync(database);
        var victim = PeopleServers.Victim("one");
        var token = await server.AdminTokenAsync(Administrators.Root);
        var tokens = (await server.TryAsync(victim, from: "198.51.100.9")).ShouldSucceed();
        var sid = Jwt.Parse(tokens.AccessToken).Claim("sid")!;
        using var browser = await server.EnterAsync(victim);
        var onTheWeb = await server.As(Registrations.Web).SignInAsync(victim, browser: browser);
        var web = Jwt.Parse(onTheWeb.AccessToken).Claim("sid")!;


        (await KeysAsync(server, token, "user=victim-one")).ShouldBe([sid, web], ignoreOrder: true);
        (await KeysAsync(server, token, "ip=198.51.100.9")).ShouldBe([sid]);
        (await KeysAsync(server, token, "ip=198.51.100.8/30")).ShouldBe([sid]);
        (await KeysAsync(server, token, "user=victim-one&device=fireFOX%20on%20linux")).ShouldBe([web]);
        (await KeysAsync(server, token, "user=victim-one&device=100%25")).ShouldBeEmpty("a pattern is no device");
        (await KeysAsync(server, token, "user=victim-one&client=web")).ShouldBe([web]);
        (await KeysAsync(server, token, "user=victim-one&client=mobile")).ShouldBe([sid]);
        (await KeysAsync(server, token, "user=victim-one&newer=1h")).Count.ShouldBe(2);
        (await KeysAsync(server, token, "user=victim-one&older=1h")).ShouldBeEmpty();
        (await KeysAsync(server, token, "user=nobody-of-that-name")).ShouldBeEmpty();
        var shown = (await ReadAsync(server, token, "ip=198.51.100.9")).GetProperty("sessions")[0];
        shown.GetProperty("clients")[0].GetString().ShouldBe("mobile");
        shown.GetProperty("userId").GetGuid().ShouldBe(await server.SubjectAsync(victim));
        // What no longer lives is shown to whoever asks for it, with the reason.
        (await server.OrderAsync(token, HttpMethod.Delete, $"sessions/{sid}?reason={Why}", null)).Status.ShouldBe(204);
        (await KeysAsync(server, token, "ip=198.51.100.9")).ShouldBeEmpty();
        (await ReadAsync(server, token, "ip=198.51.100.9&ended=1")).GetProperty("sessions")[0].GetProperty("endReason").GetString().ShouldBe("ended_by_administrator");
    }

    [Theory]
    [InlineData("ip=10.1")]
    [InlineData("newer=yesterday")]
    [InlineData("older=-1h")]
    [InlineData("limit=51")]
    [InlineData("before=x")]
    public async Task What_means_nothing_is_refused_by_the_api_and_said_on_the_page(string query)
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = await server.EnterAsync(Administrators.Root);

        var answer = await server.Http.GetAsync("/api/v1/admin/sessions?" + query, await server.AdminTokenAsync(Administrators.Root));

        answer.Status.ShouldBe(400, answer.ToString());
        answer.MediaType.ShouldBe("application/problem+json");
        (await browser.OpenAsync("/admin/sessions?" + query)).Answer.ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task Pages_follow_each_other_newest_first(Database database)
    {
        var server = await servers.OnAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        using var browser = await server.EnterAsync(Administrators.Root);
        var ids = Enumerable.Range(0, 120).Select(i => Guid.CreateVersion7(DateTimeOffset.UtcNow.AddDays(-3).AddSeconds(i))).ToList();
        await server.Database.ExecuteAsync(
            "INSERT INTO user_sessions (id, user_id, authenticated_at, created_at, last_seen_at, expires_at, amr, ip_address, browser, operating_system, device_kind, cookie_hash) "
            + string.Join(" UNION ALL ", ids.Select(id =>
                $"SELECT {(database == Database.Sqlite ? $"'{id.ToString().ToUpperInvariant()}'" : $"CAST('{id}' AS uuid)")}, id, {Time("2026-11-24")}, {Time("2026-11-24")}, {Time("2026-11-24")}, {Time("2099-01-01")}, 'pwd', '192.0.2.44', '<i>Lynx</i>', 'Plan 9', 'desktop', 'x' FROM users WHERE user_name = 'victim-many'")));


        List<string> paged = [];
        for (string? before = ""; before is not null;)
        {
            var page = await ReadAsync(server, token, $"user=victim-many&limit=50{before}");
            paged.AddRange(Keys(page));
            before = page.GetProperty("next").GetString() is { } next ? $"&before={next}" : null;
        }

        var first = (await browser.OpenAsync("/admin/sessions?ip=192.0.2.44&older=24h")).At("/admin/sessions");
        var second = (await browser.OpenAsync(first.Document.QuerySelector(".pager a")!.GetAttribute("href")!)).At("/admin/sessions");


        paged.ShouldBe(ids.Select(id => id.ToString()).Reverse());
        first.Document.QuerySelectorAll("tbody input[name=id]").Length.ShouldBe(50);
        second.Document.QuerySelectorAll("tbody input[name=id]")[0].GetAttribute("value").ShouldBe(paged[50]);
        first.Document.QuerySelector("tbody i").ShouldBeNull("what a browser calls itself is never markup");
        (await server.Part<SessionReader>().CountLiveAsync(TestContext.Current.CancellationToken)).ShouldBeGreaterThanOrEqualTo(120);
        await server.Database.ExecuteAsync("DELETE FROM user_sessions WHERE ip_address = '192.0.2.44'");

        string Time(string day) => database == Database.Sqlite ? $"'{day} 00:00:00'" : $"CAST('{day}' AS timestamptz)";
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.SessionRevoked)]
    public async Task One_session_ends_and_the_others_go_on(Database database)
    {
        var server = await servers.OnAsync(database);
        var victim = PeopleServers.Victim("other");
        var token = await server.AdminTokenAsync(Administrators.Root);
        var mobile = server.As(Registrations.Mobile);
        var (here, there) = ((await mobile.PasswordAsync(victim)).ShouldSucceed(), (await mobile.PasswordAsync(victim)).ShouldSucceed());
        var sid = Jwt.Parse(there.AccessToken).Claim("sid")!;
        var trail = await AuditTrail.FromNowAsync(server);


        var mute = await server.OrderAsync(token, HttpMethod.Delete, $"sessions/{sid}", null);
        var ended = await server.OrderAsync(token, HttpMethod.Delete, $"sessions/{sid}", new { reason = Why });
        var again = await server.OrderAsync(token, HttpMethod.Delete, $"sessions/{sid}", new { reason = Why });


        (mute.Status, ended.Status, again.Status).ShouldBe((400, 204, 404));
        var fact = await trail.ShouldBeAsync(SecurityEventType.SessionRevoked);
        fact.Actor.ShouldBe((await server.SubjectAsync(Administrators.Root)).ToString());
        (fact.Subject, fact.Session).ShouldBe((await server.SubjectAsync(victim), Guid.Parse(sid)));
        fact.Detail("reason").ShouldBe(Why);
        (await mobile.UserInfoAsync(there.AccessToken)).ShouldRefuseBearer();
        (await mobile.RefreshAsync(there.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await mobile.UserInfoAsync(here.AccessToken)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task Those_that_are_selected_end_on_the_page_and_by_one_order(Database database)
    {
        var server = await servers.OnAsync(database);
        var victim = PeopleServers.Victim("selected");
        var mobile = server.As(Registrations.Mobile);
        var tokens = new[] { await mobile.PasswordAsync(victim), await mobile.PasswordAsync(victim), await mobile.PasswordAsync(victim), await mobile.PasswordAsync(victim) };
        var sids = tokens.Select(token => Jwt.Parse(token.ShouldSucceed().AccessToken).Claim("sid")!).ToList();
        using var browser = await server.EnterAsync(Administrators.Root);
        var trail = await AuditTrail.FromNowAsync(server);


        var list = (await browser.OpenAsync("/admin/sessions?user=victim-selected")).At("/admin/sessions");
        var asked = (await browser.OpenAsync($"/admin/sessions/end?id={sids[0]}&id={sids[1]}&id={Guid.CreateVersion7()}&id=x")).At("/admin/sessions/end");
        var none = (await browser.OpenAsync("/admin/sessions/end")).At("/admin/sessions/end");
        var done = await browser.SubmitAsync(asked, "Reason", ("Reason", Why));
        var rest = await browser.PostFormAsync(
            "/admin/sessions/end", ("id", sids[0]), ("id", sids[1]), ("Reason", Why));
        var ordered = await server.OrderAsync(await server.AdminTokenAsync(Administrators.Root), HttpMethod.Post, "sessions/end", new { ids = sids[..3], reason = Why });


        list.Document.QuerySelectorAll("form[method=get][action='/admin/sessions/end'] input[name=id]").Select(box => box.GetAttribute("value")).ShouldBe(sids, ignoreOrder: true);
        asked.Document.QuerySelectorAll("tbody tr").Length.ShouldBe(2);
        none.Document.QuerySelector("form").ShouldBeNull();
        rest.Answer.Body.ShouldContain("No live session is chosen");
        ordered.ShouldSucceed().Json.GetProperty("ended").GetInt32().ShouldBe(1, "what has ended is not ended again");
        (await trail.NewAsync()).Where(fact => fact.Type == SecurityEventType.SessionRevoked).Select(fact => fact.Session.ToString()).ShouldBe(sids[..3], ignoreOrder: true);
        done.At("/admin/sessions").Answer.Url.Query.ShouldBe("?done=ended");
        (await mobile.UserInfoAsync(tokens[0].AccessToken)).ShouldRefuseBearer();
        (await mobile.UserInfoAsync(tokens[3].AccessToken)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.AllSessionsEnded)]
    public async Task Everybody_is_out_but_who_typed_it(Database database)
    {
        var server = await servers.OnAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        using var theirs = await server.EnterAsync(PeopleServers.Victim("other"));
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(PeopleServers.Victim("one"))).ShouldSucceed();
        var trail = await AuditTrail.FromNowAsync(server);


        var mistyped = await browser.ConfirmAsync("/admin/sessions/end-all", ("confirm", "end all"), ("Reason", Why));
        var unsaid = await browser.ConfirmAsync("/admin/sessions/end-all", ("confirm", "END ALL"));
        await theirs.ShouldBeInAsync(PeopleServers.Victim("other"));
        var done = await browser.ConfirmAsync("/admin/sessions/end-all", ("confirm", "END ALL"), ("Reason", Why));


        mistyped.Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("END ALL");
        unsaid.Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("Say why");
        done.At("/admin/sessions").Document.QuerySelector("[role=status]").ShouldNotBeNull("the session in which it was typed goes on");
        await theirs.ShouldBeOutAsync();
        (await server.As(Registrations.Mobile).RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        var fact = (await trail.NewAsync()).Single(fact => fact.Type == SecurityEventType.AllSessionsEnded);
        fact.Actor.ShouldBe((await server.SubjectAsync(Administrators.Root)).ToString());
        fact.Detail("reason").ShouldBe(Why);
        fact.Detail("kept").ShouldBe((await server.Database.LinesAsync("SELECT id FROM user_sessions WHERE ended_at IS NULL")).Single(), StringCompareShould.IgnoreCase);
    }

    [Theory]
    [BothDatabases]
    public async Task Who_may_not_act_looks_and_ends_nothing(Database database)
    {
        var server = await servers.OnAsync(database);
        using var auditor = await server.EnterAsync(Administrators.Vera);
        using var stranger = await server.EnterAsync(PeopleServers.Victim("other"));
        var token = await server.AdminTokenAsync(Administrators.Vera);
        var sid = Keys(await ReadAsync(server, token, "user=victim-other"))[0];


        (await auditor.OpenAsync("/admin/sessions")).At("/admin/sessions").Document.QuerySelectorAll("input[type=checkbox], a.danger").ShouldBeEmpty();
        foreach (var path in (string[])["/admin/sessions/end?id=" + sid, "/admin/sessions/end-all"])
        {
            (await auditor.OpenAsync(path)).Answer.Status.ShouldBe(403, path);
            (await auditor.PostFormAsync(path, ("id", sid), ("confirm", "END ALL"), ("Reason", Why))).Answer.Status.ShouldBe(403, path);
            (await stranger.OpenAsync(path)).Answer.Status.ShouldBe(403, path);
        }

        (await server.OrderAsync(token, HttpMethod.Delete, $"sessions/{sid}", new { reason = Why })).Status.ShouldBe(403);
        (await server.OrderAsync(token, HttpMethod.Post, "sessions/end", new { everybody = true, confirm = "END ALL", reason = Why })).Status.ShouldBe(403);
        (await stranger.OpenAsync("/admin/sessions")).Answer.Status.ShouldBe(403);
        await stranger.ShouldBeInAsync(PeopleServers.Victim("other"));
    }

    [Fact]
    public async Task An_order_that_says_nothing_clear_is_refused()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        var token = await server.AdminTokenAsync(Administrators.Root);

        foreach (var body in (object[])
        [
            new { reason = Why }, new { ids = (string[])[], reason = Why }, new { ids = (string[])["x"], reason = Why }, new { user = "x", reason = Why },
            new { user = Guid.CreateVersion7(), ids = (Guid[])[Guid.CreateVersion7()], reason = Why }, new { everybody = true, reason = Why }, new { everybody = true, confirm = "END ALL" },
            new { ids = Enumerable.Range(0, 51).Select(_ => Guid.CreateVersion7()), reason = Why },
        ])
        {
            (await server.OrderAsync(token, HttpMethod.Post, "sessions/end", body)).Status.ShouldBe(400, JsonSerializer.Serialize(body));
        }

        (await server.OrderAsync(token, HttpMethod.Post, "sessions/end", new { user = Guid.CreateVersion7(), reason = Why })).Status.ShouldBe(404);
        (await server.OrderAsync(token, HttpMethod.Delete, $"sessions/{Guid.CreateVersion7()}", new { reason = Why })).Status.ShouldBe(404);
        (await server.Http.GetAsync("/api/v1/admin/sessions", token)).ShouldSucceed();
    }

    private static async Task<JsonElement> ReadAsync(RunningServer server, (string, string) token, string query) =>
        (await server.Http.GetAsync("/api/v1/admin/sessions?" + query, token)).ShouldSucceed().Json;

    private static async Task<IReadOnlyList<string>> KeysAsync(RunningServer server, (string, string) token, string query) => Keys(await ReadAsync(server, token, query));

    private static IReadOnlyList<string> Keys(JsonElement page) => [.. page.GetProperty("sessions").EnumerateArray().Select(session => session.GetProperty("id").GetString()!)];
}
