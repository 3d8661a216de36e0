using System.Net.Http.Json;
using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Threats;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Threats;

/// <summary>Blocks in the console and its API: the front door obeys at once, nobody locks themselves out, and every act is an event with who and why.</summary>
public sealed class BlockOrdersTests(Servers servers)
{
    private const string Api = "/api/v1/admin/ip-blocks";
    private const string Hostile = "=cmd()<img src=x onerror=alert(1)>\"'";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.BlockPlaced, SecurityEventType.BlockLifted)]
    public async Task The_front_door_obeys_at_once_and_every_act_tells_who_and_why(Database database)
    {
        const string attacker = "198.51.100.21";
        var server = await servers.ConsoleAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        var trail = await AuditTrail.FromNowAsync(server);
        List<int> seen = [await KnockAsync(server, attacker)];

        var form = (await browser.OpenAsync($"/admin/blocks/new?network={attacker}")).At("/admin/blocks/new");
        var blocked = await browser.SubmitAsync(form, "Reason", ("Duration", "1h"), ("Reason", "it sprays"));
        seen.Add(await KnockAsync(server, attacker));
        var extended = await browser.SubmitAsync(await OpenActAsync(browser, blocked, "extend"), "Reason", ("Duration", "7d"), ("Reason", "it goes on"));
        seen.Add(await KnockAsync(server, attacker));
        var lifted = await browser.SubmitAsync(await OpenActAsync(browser, extended, "lift"), "Reason", ("Reason", "it was us"));
        seen.Add(await KnockAsync(server, attacker));

        seen.ShouldBe([200, 403, 403, 200]);
        blocked.At($"/admin/addresses/{attacker}").Document.QuerySelector(".notice").ShouldNotBeNull();
        lifted.At($"/admin/addresses/{attacker}").Document.QuerySelectorAll("#done ~ *, .rows").ShouldNotBeEmpty();
        lifted.Document.Body!.TextContent.ShouldContain("it was us", customMessage: "who lifted it and why stands beside the block");
        var told = (await trail.NewAsync()).Where(fact => fact.Detail("network") == attacker + "/32").ToList();
        told.Select(fact => (fact.Type, fact.Detail("reason"))).ShouldBe(
        [
            (SecurityEventType.BlockPlaced, "it sprays"), (SecurityEventType.BlockPlaced, "it goes on"), (SecurityEventType.BlockLifted, "it was us"),
        ]);
        var root = await server.IdAsync(Administrators.Root);
        told.ShouldAllBe(fact => fact.Actor == root.ToString() && fact.Address == "127.0.0.1");
        told[1].Detail("in_place_of").ShouldBe(told[0].Detail("block"));
    }

    [Theory]
    [BothDatabases]
    public async Task Programs_place_extend_and_lift_what_they_name(Database database)
    {
        const string network = "2001:db8:bad:22::/64";
        var server = await servers.ConsoleAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);

        var placed = await SendAsync(server, HttpMethod.Post, Api, new { network = "2001:db8:bad:22::7", duration = "12h", reason = "scans" }, token);
        var again = await SendAsync(server, HttpMethod.Post, Api, new { network, duration = "12h", reason = "scans" }, token);
        var refused = await KnockAsync(server, "2001:db8:bad:22:ffff::1");
        var shorter = await SendAsync(server, HttpMethod.Post, $"{Api}/{placed.Text("id")}/extend", new { duration = "1h", reason = "less" }, token);
        var longer = await SendAsync(server, HttpMethod.Post, $"{Api}/{placed.Text("id")}/extend", new { duration = "3d", reason = "more" }, token);
        var listed = (await server.Http.GetAsync(Api + "?limit=200", token)).ShouldSucceed().Json.GetProperty("blocks").EnumerateArray().Where(block => block.GetProperty("network").GetString() == network).ToList();
        var old = await server.Http.SendAsync(HttpMethod.Delete, $"{Api}/{placed.Text("id")}", null, token);
        var lifted = await server.Http.SendAsync(HttpMethod.Delete, $"{Api}/{longer.Text("id")}?reason=over", null, token);
        var twice = await server.Http.SendAsync(HttpMethod.Delete, $"{Api}/{longer.Text("id")}", null, token);

        placed.Status.ShouldBe(201, placed.ToString());
        placed.Location!.AbsolutePath.ShouldBe($"{Api}/{placed.Text("id")}");
        placed.Text("network").ShouldBe(network, "an IPv6 address stands for its /64");
        refused.ShouldBe(403);
        (again.Status, shorter.Status, longer.Status).ShouldBe((409, 409, 200));
        listed.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(longer.Text("id"));
        listed[0].GetProperty("state").GetString().ShouldBe("inForce");
        (old.Status, lifted.Status, twice.Status).ShouldBe((404, 204, 404));
        (await KnockAsync(server, "2001:db8:bad:22:ffff::1")).ShouldBe(200);
    }

    [Theory]
    [InlineData("198.51.100", "1h", "why", 400)]
    [InlineData("198.51.100.7/24", "1h", "why", 400)]
    [InlineData("198.0.0.0/7", "1h", "why", 400)]
    [InlineData("2001::/15", "1h", "why", 400)]
    [InlineData("198.51.100.23", "forever", "why", 400)]
    [InlineData("198.51.100.23", "366d", "why", 400)]
    [InlineData("198.51.100.23", "99999999999d", "why", 400)]
    [InlineData("198.51.100.23", "1h", " ", 400)]
    [InlineData("198.51.100.23", "1h", null, 400)]
    [InlineData(null, "1h", "why", 400)]
    [InlineData("127.0.0.9", "1h", "exempt by RateLimits:ExemptNetworks", 409)]
    [InlineData("198.51.99.0/24", "1h", "where the administrator comes from", 409)]
    [InlineData("198.51.99.24", "1h", "the administrator's own address", 409)]
    public async Task What_may_not_be_blocked_is_refused_in_words(string? network, string duration, string? reason, int status)
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        var token = await server.AdminTokenAsync(Administrators.Root);

        var answer = await SendAsync(server, HttpMethod.Post, Api, new { network, duration, reason }, token, Blocking.From("198.51.99.24"));

        answer.Status.ShouldBe(status, answer.ToString());
        answer.MediaType.ShouldBe("application/problem+json");
        answer.Text("detail").ShouldNotBeEmpty();
        (await KnockAsync(server, "198.51.99.24")).ShouldBe(200);
    }

    [Fact]
    public async Task What_is_no_order_is_refused()
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        var token = await server.AdminTokenAsync(Administrators.Root);
        using var browser = await server.EnterAsync(Administrators.Root);

        foreach (var body in new[] { "", "[]", "{\"network\":7}", "{", new string('x', 100_000) })
        {
            using var content = new StringContent(body, null, "application/json");
            (await server.Http.SendAsync(HttpMethod.Post, Api, content, token)).Status.ShouldBe(400, body.Length < 100 ? body : "a long one");
        }

        foreach (var query in new[] { "limit=0", "limit=201", "after=1" })
        {
            (await server.Http.GetAsync($"{Api}?{query}", token)).Status.ShouldBe(400, query);
        }

        foreach (var path in new[] { $"/admin/blocks/{Guid.NewGuid()}/lift", $"/admin/blocks/{Guid.NewGuid()}/extend", "/admin/addresses/nowhere", "/admin/addresses/10.1", "/admin/addresses/10.1/end-sessions" })
        {
            (await browser.OpenAsync(path)).Answer.Status.ShouldBe(404, path);
        }

        var form = await browser.OpenAsync("/admin/blocks/new?network=127.0.0.9");
        form.Answer.Status.ShouldBe(200);
        form.Document.QuerySelector("#error").ShouldNotBeNull("it says at once that the network is exempt");
        (await browser.SubmitAsync(form, "Reason", ("Network", "198.51.100.0/24"), ("Reason", " "))).Answer.Status.ShouldBe(400);
    }

    [Theory]
    [BothDatabases]
    public async Task Of_a_list_with_a_bad_line_nothing_is_done_and_a_good_one_is_done_whole(Database database)
    {
        const string good = "# our list\n192.88.99.1\n192.88.99.2/32 # again\n\n192.88.99.2\n2001:db8:bad:33::/64\r\n";
        var server = await servers.ConsoleAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        var form = (await browser.OpenAsync("/admin/blocks/import")).At("/admin/blocks/import");

        var bad = await browser.SubmitAsync(form, "List", ("List", good + "192.88.99.7/24\n127.0.0.9\n<b>"), ("Reason", "a feed"));
        var nothing = await KnockAsync(server, "192.88.99.1");
        var many = await browser.SubmitAsync(form, "List", ("List", string.Join('\n', Enumerable.Range(0, 1001).Select(i => $"10.{i / 256}.{i % 256}.1"))), ("Reason", "a feed"));
        var done = await browser.SubmitAsync(form, "List", ("List", good), ("Reason", "a feed"));
        var again = await browser.SubmitAsync(form, "List", ("List", good), ("Reason", "a feed"));
        var text = (await browser.SendAsync(HttpMethod.Get, new Uri("/admin/blocks/export?format=text", UriKind.Relative), null)).ShouldSucceed();

        bad.Answer.Status.ShouldBe(400);
        bad.Document.QuerySelectorAll("[role=alert] li code").Select(code => code.TextContent).ShouldBe(["192.88.99.7/24", "127.0.0.9", "<b>"]);
        bad.Document.QuerySelector("[role=alert] li")!.TextContent.ShouldContain("Line 7");
        nothing.ShouldBe(200);
        many.Answer.Status.ShouldBe(400);
        done.At("/admin/blocks").Answer.Url.Query.ShouldBe("?done=imported&placed=3&known=0");
        again.Answer.Url.Query.ShouldBe("?done=imported&placed=0&known=3");
        (await KnockAsync(server, "192.88.99.2")).ShouldBe(403);
        text.MediaType.ShouldBe("text/plain");
        text.Body.Split('\n').Where(line => line.StartsWith("192.88.99.", StringComparison.Ordinal) || line.StartsWith("2001:db8:bad:33:", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ShouldBe(["192.88.99.1/32", "192.88.99.2/32", "2001:db8:bad:33::/64"]);
    }

    [Fact]
    public async Task A_list_may_be_a_file_of_64_KB_and_no_longer()
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        using var browser = await server.EnterAsync(Administrators.Root);

        var longer = await UploadAsync(browser, "192.88.97.65\n#" + new string('x', 65_536));
        var done = await UploadAsync(browser, "192.88.97.65\n#" + new string('x', 65_000));

        longer.Status.ShouldBe(400);
        longer.Body.ShouldContain("The list is longer than 64 KB.");
        done.Status.ShouldBe(303, done.ToString());
        done.Location!.Query.ShouldBe("?done=imported&placed=1&known=0");
    }

    [Theory]
    [BothDatabases]
    public async Task Standing_blocks_are_paged_without_gap_or_repetition(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        List<string> placed = [];
        for (var i = 0; i < 5; i++)
        {
            placed.Add((await SendAsync(server, HttpMethod.Post, Api, new { network = $"192.88.98.{i}", reason = "a page" }, token)).Text("id"));
        }

        List<string> paged = [];
        for (string? next = ""; next is not null;)
        {
            var page = (await server.Http.GetAsync($"{Api}?limit=2{next}", token)).ShouldSucceed().Json;
            paged.AddRange(page.GetProperty("blocks").EnumerateArray().Select(block => block.GetProperty("id").GetString()!));
            next = page.GetProperty("next").GetString() is { } cursor ? $"&after={cursor}" : null;
        }

        paged.ShouldBe(paged.Distinct());
        paged.Where(placed.Contains).ShouldBe(Enumerable.Reverse(placed), "newest first");
    }

    [Theory]
    [BothDatabases]
    public async Task An_auditor_sees_the_blocks_and_changes_none(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        var block = (await SendAsync(server, HttpMethod.Post, Api, new { network = "198.51.100.25", reason = "seen by all" }, await server.AdminTokenAsync(Administrators.Root))).Text("id");
        using var browser = await server.EnterAsync(Administrators.Vera);
        var token = await server.AdminTokenAsync(Administrators.Vera);

        var page = (await browser.OpenAsync("/admin/addresses/198.51.100.25")).At("/admin/addresses/198.51.100.25");

        page.Document.Body!.TextContent.ShouldContain("seen by all");
        page.Document.QuerySelectorAll("main a.danger, main form").ShouldBeEmpty();
        (await browser.PostFormAsync("/admin/blocks/new", ("Network", "198.51.100.26"), ("Reason", "no"))).Answer.Status.ShouldBe(403);
        (await browser.PostFormAsync($"/admin/blocks/{block}/lift")).Answer.Status.ShouldBe(403);
        (await browser.PostFormAsync("/admin/addresses/198.51.100.25/end-sessions", ("Reason", "no"))).Answer.Status.ShouldBe(403);
        (await SendAsync(server, HttpMethod.Post, Api, new { network = "198.51.100.26", reason = "no" }, token)).Status.ShouldBe(403);
        (await server.Http.SendAsync(HttpMethod.Delete, $"{Api}/{block}", null, token)).Status.ShouldBe(403);
        (await KnockAsync(server, "198.51.100.25")).ShouldBe(403);
        (await KnockAsync(server, "198.51.100.26")).ShouldBe(200);
    }

    [Fact]
    public async Task Another_sites_form_blocks_nobody()
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        using var browser = await server.EnterAsync(Administrators.Root);

        (await browser.PostAsync("/admin/blocks/new", ("Network", "198.51.100.27"), ("Reason", "forged"))).Answer.Status.ShouldBe(400);

        (await KnockAsync(server, "198.51.100.27")).ShouldBe(200);
    }

    [Theory]
    [BothDatabases]
    public async Task A_reason_is_text_on_the_page_and_no_formula_in_a_file(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        (await SendAsync(server, HttpMethod.Post, Api, new { network = "198.51.100.28", reason = Hostile }, await server.AdminTokenAsync(Administrators.Root))).Status.ShouldBe(201);

        var list = (await browser.OpenAsync("/admin/blocks")).At("/admin/blocks");
        var address = await browser.OpenAsync("/admin/addresses/198.51.100.28");
        var csv = (await browser.SendAsync(HttpMethod.Get, new Uri("/admin/blocks/export?format=csv", UriKind.Relative), null)).ShouldSucceed();

        foreach (var page in new[] { list, address })
        {
            page.Document.QuerySelectorAll("main img, main script").ShouldBeEmpty();
            page.Document.Body!.TextContent.ShouldContain(Hostile);
        }

        csv.MediaType.ShouldBe("text/csv");
        csv.Body.Split("\r\n").Single(line => line.StartsWith("198.51.100.28/32,", StringComparison.Ordinal)).ShouldEndWith(",\"'" + Hostile.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"");
    }

    private static async Task<Answer> UploadAsync(Browser browser, string file)
    {
        using var content = new MultipartFormDataContent
        {
            { new StringContent(await browser.FormTokenAsync()), "__RequestVerificationToken" }, { new StringContent("a feed"), "Reason" }, { new StringContent(file), "File", "list.txt" },
        };
        return await browser.SendAsync(HttpMethod.Post, new Uri("/admin/blocks/import", UriKind.Relative), content);
    }

    private static async Task<int> KnockAsync(RunningServer server, string address) => (await server.Http.GetAsync("/", Blocking.From(address))).Status;

    private static async Task<Page> OpenActAsync(Browser browser, Page address, string act) =>
        await browser.OpenAsync(address.Document.QuerySelector($"a[href$='/{act}']").ShouldNotBeNull(address.Answer.ToString()).GetAttribute("href")!);

    private static async Task<Answer> SendAsync(RunningServer server, HttpMethod method, string path, object body, params (string, string)[] headers)
    {
        using var content = JsonContent.Create(body, options: JsonSerializerOptions.Web);
        return await server.Http.SendAsync(method, path, content, headers);
    }
}
