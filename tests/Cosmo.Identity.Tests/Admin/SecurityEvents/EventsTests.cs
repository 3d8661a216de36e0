using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.SecurityEvents;

/// <summary>Events in the console and its API: filters, pages by key, what strangers wrote, the chain, files and the stream.</summary>
public sealed class EventsTests(Servers servers)
{
    private const string Hostile = "<img src=x onerror=alert(7719)>\"'=cmd()";

    [Theory]
    [BothDatabases]
    public async Task A_filter_finds_what_it_names_and_nothing_else(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        var heidi = await FailAsync(server, "203.0.113.77");

        var byAddress = await ReadAsync(server, token, "ip=203.0.113.77");
        var byNetwork = await ReadAsync(server, token, "ip=203.0.113.76/30");
        var byType = await ReadAsync(server, token, "type=authentication.sign_in_failed&ip=203.0.113.77");
        var byUser = await ReadAsync(server, token, $"user=heidi&ip=203.0.113.77");
        var bySubject = await ReadAsync(server, token, $"user={heidi}&ip=203.0.113.77&type=authentication.sign_in_failed");
        var byText = await ReadAsync(server, token, "text=Firefox&ip=203.0.113.77");
        var byGravity = await ReadAsync(server, token, "severity=critical&range=1h");
        var future = await ReadAsync(server, token, "from=2999-01-01");

        byType.ShouldHaveSingleItem().GetProperty("subjectId").GetGuid().ShouldBe(heidi);
        byAddress.ShouldAllBe(fact => fact.GetProperty("ipAddress").GetString() == "203.0.113.77");
        Keys(byNetwork).ShouldBe(Keys(byAddress));
        Keys(byUser).ShouldContain(Keys(byType)[0]);
        Keys(bySubject).ShouldBe(Keys(byType));
        byText.ShouldAllBe(fact => fact.GetProperty("device").GetString()!.Contains("Firefox", StringComparison.Ordinal));
        byGravity.ShouldAllBe(fact => fact.GetProperty("severity").GetString() == "critical");
        future.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("type=no.such")]
    [InlineData("severity=grave")]
    [InlineData("from=yesterday")]
    [InlineData("ip=10.1")]
    [InlineData("ip=::1%25eth0")]
    [InlineData("session=1")]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=1;drop")]
    [InlineData("before=x")]
    public async Task What_means_nothing_is_refused_by_the_api_and_said_on_the_page(string query)
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        using var browser = await server.EnterAsync(Administrators.Root);

        var answer = await server.Http.GetAsync("/api/v1/admin/security-events?" + query, await server.AdminTokenAsync(Administrators.Root));
        var page = await browser.OpenAsync("/admin/security-events?" + query);

        answer.Status.ShouldBe(400);
        answer.MediaType.ShouldBe("application/problem+json");
        page.Answer.ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task Pages_follow_each_other_without_gap_or_repetition(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        for (var i = 0; i < 7; i++)
        {
            await FailAsync(server, "203.0.113.88");
        }

        List<string> paged = [];
        for (string? next = ""; next is not null;)
        {
            var page = (await server.Http.GetAsync($"/api/v1/admin/security-events?ip=203.0.113.88&limit=3{next}", token)).ShouldSucceed().Json;
            paged.AddRange(Keys([.. page.GetProperty("events").EnumerateArray()]));
            next = page.GetProperty("next").GetString() is { } cursor ? $"&before={cursor}" : null;
        }

        paged.ShouldBe(Keys(await ReadAsync(server, token, "ip=203.0.113.88&limit=200")));
        paged.Count.ShouldBeGreaterThanOrEqualTo(7);
        paged.ShouldBe(paged.Distinct());
    }

    [Theory]
    [BothDatabases]
    public async Task What_strangers_wrote_is_text_on_the_page_and_no_formula_in_a_file(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        await FailAsync(server, "203.0.113.101");
        await server.Database.ExecuteAsync(
            "UPDATE security_events SET device = '" + Hostile.Replace("'", "''", StringComparison.Ordinal) + "', client_id = '=1+1', actor = '@SUM(A1)' WHERE id = (SELECT id FROM security_events WHERE ip_address = '203.0.113.101' ORDER BY id DESC LIMIT 1)");
        var id = (await ReadAsync(server, await server.AdminTokenAsync(Administrators.Root), "text=alert(7719)"))[0].GetProperty("id").GetString();

        var list = await browser.OpenAsync("/admin/security-events?text=alert(7719)");
        var page = await browser.OpenAsync($"/admin/security-events/{id}");
        var csv = await browser.SendAsync(HttpMethod.Get, new Uri("/admin/security-events/export?format=csv&text=alert(7719)", UriKind.Relative), null);

        list.Document.QuerySelectorAll("#events img, #events script").ShouldBeEmpty();
        page.Document.QuerySelectorAll("main img, main script").ShouldBeEmpty();
        page.Document.Body!.TextContent.ShouldContain(Hostile);
        // The row was changed behind the product's back.
        page.Document.QuerySelectorAll(".badge.is-critical").ShouldNotBeEmpty();
        csv.MediaType.ShouldBe("text/csv");
        csv.Body.Split("\r\n")[1].ShouldContain(",'=1+1,");
        csv.Body.ShouldContain(",'@SUM(A1),");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.EventsExported)]
    public async Task An_export_is_an_event_of_who_took_it(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        using var browser = await server.EnterAsync(Administrators.Vera);
        var trail = await AuditTrail.FromNowAsync(server);

        var lines = (await browser.SendAsync(HttpMethod.Get, new Uri("/admin/security-events/export?format=jsonl&severity=notice", UriKind.Relative), null)).ShouldSucceed();

        lines.MediaType.ShouldBe("application/jsonl");
        lines.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("severity").GetString()).ShouldAllBe(word => word == "notice");
        var told = (await trail.NewAsync()).Single(fact => fact.Type == SecurityEventType.EventsExported);
        told.Actor.ShouldNotBeNull();
        told.Detail("format").ShouldBe("jsonl");
    }

    [Fact]
    public async Task An_unwritten_event_is_not_found()
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        using var browser = await server.EnterAsync(Administrators.Root);

        (await browser.OpenAsync($"/admin/security-events/{Guid.CreateVersion7()}")).Answer.Status.ShouldBe(404);
        (await server.Http.GetAsync($"/api/v1/admin/security-events/{Guid.CreateVersion7()}", await server.AdminTokenAsync(Administrators.Root))).Status.ShouldBe(404);
    }

    [Theory]
    [BothDatabases]
    public async Task The_stream_tells_of_events_as_they_come_and_goes_on_where_it_was(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        using var http = new HttpClient { BaseAddress = server.Address };
        const string path = "/api/v1/admin/security-events/stream?ip=203.0.113.99";

        await using var first = await EventReader.OpenAsync(http, path, token);
        await FailAsync(server, "203.0.113.99");
        var seen = await first.UntilAsync("authentication.sign_in_failed");
        await first.DisposeAsync();
        await FailAsync(server, "203.0.113.99");
        await using var second = await EventReader.OpenAsync(http, path, token, ("Last-Event-ID", seen));
        var missed = await second.UntilAsync("authentication.sign_in_failed");

        missed.ShouldNotBe(seen);
        Keys(await ReadAsync(server, token, "ip=203.0.113.99&type=authentication.sign_in_failed")).ShouldBe([missed, seen]);
    }

    [Theory]
    [BothDatabases]
    public async Task An_ended_session_closes_an_open_stream_within_a_second(Database database)
    {
        await using var server = await servers.StartFirstAsync(database, Administrators.Provisioning(), ("SecondFactors:Policy", "Off"));
        using var browser = await server.EnterAsync(Administrators.Root);
        using var http = new HttpClient { BaseAddress = server.Address };
        await using var stream = await EventReader.OpenAsync(http, "/admin/security-events/stream", browser.CookieHeader);

        await server.Database.ExecuteAsync("UPDATE user_sessions SET ended_at = last_seen_at");

        (await stream.UntilClosedAsync(TimeSpan.FromSeconds(5))).ShouldBeTrue();
    }

    private static async Task<Guid> FailAsync(RunningServer server, string address)
    {
        await server.Database.ExecuteAsync("DELETE FROM sign_in_counters");
        (await server.Http.PostAsync(
            "/connect/token",
            [("grant_type", "password"), ("client_id", "mobile"), ("username", People.Heidi.UserName), ("password", "not-the-goatherd"), ("scope", "openid")],
            ("X-Forwarded-For", address),
            ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"))).Status.ShouldBe(400);
        return (await server.Database.QueryAsync("SELECT id FROM users WHERE user_name = 'heidi'"))[0].GetProperty("id").GetGuid();
    }

    private static async Task<IReadOnlyList<JsonElement>> ReadAsync(RunningServer server, (string, string) token, string query) =>
        [.. (await server.Http.GetAsync("/api/v1/admin/security-events?" + query, token)).ShouldSucceed().Json.GetProperty("events").EnumerateArray()];

    private static IReadOnlyList<string> Keys(IReadOnlyList<JsonElement> events) => [.. events.Select(fact => fact.GetProperty("id").GetString()!)];
}
