using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Jobs;
using Cosmo.Identity.Tests.Threats;
using Cosmo.Identity.Threats;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Threats;

/// <summary>Exemptions in the console and its API: no block refuses whom they name, at once and as long as they stand, and they are a word about blocks alone.</summary>
public sealed class ExemptionOrdersTests(Servers servers)
{
    private const string Api = "/api/v1/admin/exemptions";
    private const string Blocks = "/api/v1/admin/ip-blocks";
    private const string Hostile = "=cmd()<img src=x onerror=alert(1)>\"'";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ExemptionPlaced, SecurityEventType.ExemptionEnded)]
    public async Task The_front_door_obeys_at_once_and_both_acts_tell_who_and_why(Database database)
    {
        const string customer = "198.51.100.121";
        var server = await servers.ConsoleAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        await BlockAsync(server, customer);
        var trail = await AuditTrail.FromNowAsync(server);
        List<int> seen = [await KnockAsync(server, customer)];

        var form = (await browser.OpenAsync($"/admin/exemptions/new?network={customer}")).At("/admin/exemptions/new");
        var wordless = await browser.SubmitAsync(form, "Reason", ("Reason", " "));
        seen.Add(await KnockAsync(server, customer));
        var exempted = await browser.SubmitAsync(wordless, "Reason", ("Reason", "our customer's office"));
        seen.Add(await KnockAsync(server, customer));
        var list = (await browser.OpenAsync("/admin/exemptions")).At("/admin/exemptions");
        var blocks = await browser.OpenAsync("/admin/blocks");
        var end = await browser.OpenAsync(exempted.Document.QuerySelector("a[href$='/end']").ShouldNotBeNull(exempted.Answer.ToString()).GetAttribute("href")!);
        var silent = await browser.SubmitAsync(end, "Reason", ("Reason", ""));
        seen.Add(await KnockAsync(server, customer));
        var ended = await browser.SubmitAsync(silent, "Reason", ("Reason", "they moved"));
        seen.Add(await KnockAsync(server, customer));

        seen.ShouldBe([403, 403, 200, 200, 403]);
        (wordless.Answer.Status, silent.Answer.Status).ShouldBe((400, 400), "a reason is wanted always");
        exempted.At($"/admin/addresses/{customer}").Document.QuerySelector(".notice").ShouldNotBeNull();
        exempted.Document.QuerySelector(".head .badge")!.TextContent.ShouldBe("Exempt");
        RowOf(list, customer).TextContent.ShouldContain("our customer's office");
        RowOf(list, customer).QuerySelector("a.danger").ShouldNotBeNull();
        RowOf(blocks, customer).QuerySelector(".badge")!.TextContent.ShouldBe("Exempt", "the block stands, and refuses nobody");
        ended.At($"/admin/addresses/{customer}").Document.QuerySelector(".notice").ShouldNotBeNull();
        var told = (await trail.NewAsync()).Where(fact => fact.Detail("network") == customer + "/32").ToList();
        told.Select(fact => (fact.Type, fact.Detail("reason"))).ShouldBe([(SecurityEventType.ExemptionPlaced, "our customer's office"), (SecurityEventType.ExemptionEnded, "they moved")]);
        told[0].Detail("exemption").ShouldBe(told[1].Detail("exemption"));
        var root = await server.IdAsync(Administrators.Root);
        told.ShouldAllBe(fact => fact.Actor == root.ToString() && fact.Address == "127.0.0.1");
    }

    [Theory]
    [BothDatabases]
    public async Task Programs_exempt_list_and_end_what_they_name(Database database)
    {
        const string network = "2001:db8:bad:122::/64";
        var server = await servers.ConsoleAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        await BlockAsync(server, "2001:db8:bad::/48");

        var placed = await SendAsync(server, HttpMethod.Post, Api, new { network = "2001:db8:bad:122::7", duration = "12h", reason = "a customer" }, token);
        var again = await SendAsync(server, HttpMethod.Post, Api, new { network, reason = "a customer" }, token);
        List<int> seen = [await KnockAsync(server, "2001:db8:bad:122:ffff::1"), await KnockAsync(server, "2001:db8:bad:123::1")];
        var found = (await server.Http.GetAsync(placed.Location!.AbsolutePath, token)).ShouldSucceed();
        var all = (await server.Http.GetAsync(Api, token)).ShouldSucceed().Json;
        var mute = await server.Http.SendAsync(HttpMethod.Delete, placed.Location.AbsolutePath, null, token);
        var asked = await SendAsync(server, HttpMethod.Delete, placed.Location.AbsolutePath, new { reason = "over" }, token);
        var twice = await server.Http.SendAsync(HttpMethod.Delete, placed.Location.AbsolutePath + "?reason=over", null, token);
        seen.Add(await KnockAsync(server, "2001:db8:bad:122:ffff::1"));

        (placed.Status, again.Status, mute.Status, asked.Status, twice.Status).ShouldBe((201, 409, 400, 204, 404));
        seen.ShouldBe([200, 403, 403], "an address stands for its /64, and the rest of the network is blocked");
        (placed.Text("network"), found.Text("network"), found.Text("state"), found.Text("reason")).ShouldBe((network, network, "stands", "a customer"));
        (DateTimeOffset.Parse(found.Text("expiresAt")) - DateTimeOffset.Parse(found.Text("createdAt"))).ShouldBe(TimeSpan.FromHours(12));
        all.GetProperty("exemptions").EnumerateArray().Single(one => one.GetProperty("network").GetString() == network).GetProperty("id").GetString().ShouldBe(placed.Text("id"));
        all.GetProperty("settings").EnumerateArray().Select(one => (one.GetProperty("network").GetString(), one.GetProperty("setting").GetString())).ShouldBe([("127.0.0.0/8", "RateLimits:ExemptNetworks:0")]);
        (await server.Http.GetAsync(placed.Location.AbsolutePath, token)).Text("state").ShouldBe("ended");
        (await SendAsync(server, HttpMethod.Post, Api, new { network, reason = "once more" }, token)).Status.ShouldBe(201, "what is ended stands in nobody's way");
    }

    [Theory]
    [InlineData("198.51.100", "1h", "why")]
    [InlineData("198.51.100.7/24", "1h", "why")]
    [InlineData("198.0.0.0/7", "1h", "why")]
    [InlineData("2001::/15", "1h", "why")]
    [InlineData("::/0", null, "why")]
    [InlineData("198.51.100.123", "forever", "why")]
    [InlineData("198.51.100.123", "366d", "why")]
    [InlineData("198.51.100.123", "", "why")]
    [InlineData("198.51.100.123", "1h", " ")]
    [InlineData("198.51.100.123", "1h", null)]
    [InlineData(null, "1h", "why")]
    public async Task What_may_not_be_exempted_is_refused_in_words(string? network, string? duration, string? reason)
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        var token = await server.AdminTokenAsync(Administrators.Root);

        var answer = await SendAsync(server, HttpMethod.Post, Api, new { network, duration, reason }, token);

        answer.Status.ShouldBe(400, answer.ToString());
        answer.MediaType.ShouldBe("application/problem+json");
        answer.Text("detail").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_is_no_order_is_refused()
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        var token = await server.AdminTokenAsync(Administrators.Root);
        using var browser = await server.EnterAsync(Administrators.Root);

        foreach (var body in new[] { "", "[]", "{\"network\":7}", "{", new string('x', 10_000), $$"""{"network":"198.51.100.123","reason":"{{new string('x', 301)}}"}""" })
        {
            using var content = new StringContent(body, null, "application/json");
            (await server.Http.SendAsync(HttpMethod.Post, Api, content, token)).Status.ShouldBe(400, body.Length < 100 ? body : "a long one");
        }

        (await browser.OpenAsync($"/admin/exemptions/{Guid.NewGuid()}/end")).Answer.Status.ShouldBe(404);
        var form = await browser.OpenAsync("/admin/exemptions/new?network=10.1");
        form.Document.QuerySelector("#error").ShouldNotBeNull("it says at once that this is no network");
        (await browser.SubmitAsync(form, "Reason", ("Network", "0.0.0.0/0"), ("Reason", "all"))).Answer.Status.ShouldBe(400);
        (await browser.SubmitAsync(form, "Reason", ("Network", "198.51.100.123"), ("Duration", "9000d"), ("Reason", "all"))).Answer.Status.ShouldBe(400);
        (await browser.PostFormAsync($"/admin/exemptions/{Guid.NewGuid()}/end", ("Reason", "gone"))).Answer.Status.ShouldBe(404);
    }

    [Theory]
    [BothDatabases]
    public async Task An_exemption_ends_by_the_clock_and_the_next_one_may_stand(Database database)
    {
        const string guest = "198.51.100.124";
        var server = await servers.ConsoleAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        await BlockAsync(server, guest);

        var placed = await SendAsync(server, HttpMethod.Post, Api, new { network = guest, duration = "00:00:02", reason = "a guest" }, token);
        var before = await KnockAsync(server, guest);
        await Eventually.ClockPassesAsync(DateTimeOffset.Parse(placed.Text("expiresAt")));
        var after = await KnockAsync(server, guest);
        var late = await server.Http.SendAsync(HttpMethod.Delete, placed.Location!.AbsolutePath + "?reason=late", null, token);
        var next = await SendAsync(server, HttpMethod.Post, Api, new { network = guest, reason = "the guest stays" }, token);

        (before, after, late.Status, next.Status).ShouldBe((200, 403, 404, 201));
        (await server.Http.GetAsync(placed.Location.AbsolutePath, token)).Text("state").ShouldBe("over");
        (await KnockAsync(server, guest)).ShouldBe(200);
    }

    [Theory]
    [BothDatabases]
    public async Task Neither_a_person_nor_a_rule_blocks_whom_an_exemption_covers_wholly(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        var rule = BlockRequest.ByRule("password_spray", "40 names in a minute");
        await ExemptAsync(server, "192.88.98.128/25");

        var within = await SendAsync(server, HttpMethod.Post, Blocks, new { network = "192.88.98.130", reason = "why not" }, token);
        var byRule = await server.Part<IpBlocks>().PlaceAsync(IPAddress.Parse("192.88.98.131"), rule, default);
        var beside = await server.Part<IpBlocks>().PlaceAsync(IPAddress.Parse("192.88.98.127"), rule, default);
        var around = await SendAsync(server, HttpMethod.Post, Blocks, new { network = "192.88.98.0/24", reason = "half of it" }, token);

        within.Status.ShouldBe(409, within.ToString());
        within.Text("detail").ShouldStartWith("An administrator has exempted the network");
        byRule.ShouldBeNull();
        beside.ShouldNotBeNull();
        around.Status.ShouldBe(201, around.ToString());
        around.Text("state").ShouldBe("inForce", "it is not exempt wholly");
        (await KnockAsync(server, "192.88.98.1")).ShouldBe(403);
        (await KnockAsync(server, "192.88.98.200")).ShouldBe(200);
    }

    [Fact]
    public async Task A_request_that_is_exempt_counts_no_hit()
    {
        const string customer = "198.51.100.125";
        var server = await servers.ConsoleAsync(Database.Sqlite);
        await BlockAsync(server, customer);
        await ExemptAsync(server, customer);
        var entry = server.Part<BlockTable>().Find(IPAddress.Parse(customer)).ShouldNotBeNull();

        (await KnockAsync(server, customer)).ShouldBe(200);

        entry.TakeCount().ShouldBe(0);
    }

    [Theory]
    [BothDatabases]
    public async Task An_exemption_is_no_word_of_trust(Database database)
    {
        const string own = "198.51.101.24";
        var server = await servers.ConsoleAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        await ExemptAsync(server, own);

        var whoAmI = (await server.Http.GetAsync("/api/v1/whoami", Blocking.From(own))).ShouldSucceed();
        var around = await SendAsync(server, HttpMethod.Post, Blocks, new { network = "198.51.101.0/24", reason = "my own" }, token, Blocking.From(own));

        whoAmI.Json.EnumerateObject().Select(member => member.Name).ShouldBe(["address"], "only operators see more, and whom they exempt is none");
        around.Status.ShouldBe(409, "another administrator may end the exemption, and this one would be locked out");
    }

    [Theory]
    [BothDatabases]
    public async Task Of_fifty_who_exempt_the_same_network_at_once_one_does(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        var trail = await AuditTrail.FromNowAsync(server);
        using var race = new Race();

        var answers = await Race.AtOnceAsync(number => SendAsync(server, HttpMethod.Post, Api, new { network = "198.51.100.126", reason = $"number {number}" }, token));

        race.ShouldTakeOne(answers, answer => answer.Status == 201);
        answers.Count(answer => answer.Status == 409).ShouldBe(Race.Parallel - 1);
        (await trail.NewAsync()).Count(fact => fact.Type == SecurityEventType.ExemptionPlaced && fact.Detail("network") == "198.51.100.126/32").ShouldBe(1);
        (await server.Database.CountAsync("SELECT count(*) FROM block_exemptions WHERE network = '198.51.100.126/32'")).ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    public async Task Five_hundred_stand_and_not_one_more_however_many_ask_at_once(Database database)
    {
        await using var server = await servers.StartFirstAsync(database, Administrators.Provisioning(), ("SecondFactors:Policy", "Off"));
        var token = await server.AdminTokenAsync(Administrators.Root);
        var now = SqlRows.At(server.Database, DateTimeOffset.UtcNow);
        await server.Database.ExecuteAsync(string.Concat(Enumerable.Range(0, 499).Select(i =>
            $"INSERT INTO block_exemptions (id, network, reason, placed_by, created_at) VALUES ({SqlRows.Key(server.Database, Guid.CreateVersion7())}, '10.{i / 256}.{i % 256}.0/24', 'x', 'x', {now});")));
        using var race = new Race();

        var answers = await Race.AtOnceAsync(number => SendAsync(server, HttpMethod.Post, Api, new { network = $"198.51.100.{number}", reason = "one of many" }, token));

        race.ShouldTakeOne(answers, answer => answer.Status == 201);
        answers.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Status == 409 && answer.Body.Contains("500 exemptions"));
        (await server.Http.GetAsync(Api, token)).Json.GetProperty("exemptions").GetArrayLength().ShouldBe(500);
    }

    [Theory]
    [BothDatabases]
    public async Task An_auditor_sees_the_exemptions_and_changes_none(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        var id = await ExemptAsync(server, "198.51.100.127");
        using var browser = await server.EnterAsync(Administrators.Vera);
        var token = await server.AdminTokenAsync(Administrators.Vera);

        var list = (await browser.OpenAsync("/admin/exemptions")).At("/admin/exemptions");
        var address = (await browser.OpenAsync("/admin/addresses/198.51.100.127")).At("/admin/addresses/198.51.100.127");

        RowOf(list, "198.51.100.127").TextContent.ShouldContain("a test");
        RowOf(list, "127.0.0.0/8").TextContent.ShouldContain("RateLimits:ExemptNetworks:0");
        list.Document.QuerySelectorAll("main .button, main form").ShouldBeEmpty();
        address.Document.QuerySelectorAll("main a.danger, main a[href*='exemptions/'], main form").ShouldBeEmpty();
        (await browser.PostFormAsync("/admin/exemptions/new", ("Network", "198.51.100.128"), ("Reason", "no"))).Answer.Status.ShouldBe(403);
        (await browser.PostFormAsync($"/admin/exemptions/{id}/end", ("Reason", "no"))).Answer.Status.ShouldBe(403);
        (await SendAsync(server, HttpMethod.Post, Api, new { network = "198.51.100.128", reason = "no" }, token)).Status.ShouldBe(403);
        (await server.Http.SendAsync(HttpMethod.Delete, $"{Api}/{id}?reason=no", null, token)).Status.ShouldBe(403);
        (await server.Http.GetAsync($"{Api}/{id}", token)).Text("state").ShouldBe("stands");
        (await server.Database.CountAsync("SELECT count(*) FROM block_exemptions WHERE network = '198.51.100.128/32'")).ShouldBe(0);
    }

    [Fact]
    public async Task Another_sites_form_exempts_nobody_and_ends_no_exemption()
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        var id = await ExemptAsync(server, "198.51.100.129");
        using var browser = await server.EnterAsync(Administrators.Root);

        (await browser.PostAsync("/admin/exemptions/new", ("Network", "198.51.100.130"), ("Reason", "forged"))).Answer.Status.ShouldBe(400);
        (await browser.PostAsync($"/admin/exemptions/{id}/end", ("Reason", "forged"))).Answer.Status.ShouldBe(400);

        (await server.Database.CountAsync("SELECT count(*) FROM block_exemptions WHERE network = '198.51.100.129/32' AND ended_at IS NULL")).ShouldBe(1);
        (await server.Database.CountAsync("SELECT count(*) FROM block_exemptions WHERE network = '198.51.100.130/32'")).ShouldBe(0);
    }

    [Theory]
    [BothDatabases]
    public async Task What_the_settings_exempt_is_marked_and_has_no_button_and_a_reason_is_text(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        await ExemptAsync(server, "198.51.100.131", Hostile);

        var list = (await browser.OpenAsync("/admin/exemptions")).At("/admin/exemptions");
        var address = await browser.OpenAsync("/admin/addresses/198.51.100.131");
        var settings = await browser.OpenAsync("/admin/addresses/127.0.0.9");

        foreach (var page in new[] { list, address })
        {
            page.Document.QuerySelectorAll("main img, main script").ShouldBeEmpty();
            page.Document.Body!.TextContent.ShouldContain(Hostile);
        }

        RowOf(list, "127.0.0.0/8").QuerySelector(".badge")!.TextContent.ShouldBe("Settings");
        RowOf(list, "127.0.0.0/8").QuerySelector(".button").ShouldBeNull();
        settings.Document.QuerySelector(".head p")!.TextContent.ShouldContain("by the settings");
        settings.Document.QuerySelectorAll("main a[href*='exemptions/']").ShouldBeEmpty();
    }

    private static AngleSharp.Dom.IElement RowOf(Page page, string network) =>
        page.Document.QuerySelectorAll("tbody tr").Single(row => row.QuerySelector(".network")!.TextContent.Trim() == network);

    private static async Task BlockAsync(RunningServer server, string network) => (await SendAsync(
        server, HttpMethod.Post, Blocks, new { network, reason = "a test" }, await server.AdminTokenAsync(Administrators.Root))).Status.ShouldBe(201);

    private static async Task<string> ExemptAsync(RunningServer server, string network, string reason = "a test")
    {
        var placed = await SendAsync(server, HttpMethod.Post, Api, new { network, reason }, await server.AdminTokenAsync(Administrators.Root));
        placed.Status.ShouldBe(201, placed.ToString());
        return placed.Text("id");
    }

    private static async Task<int> KnockAsync(RunningServer server, string address) => (await server.Http.GetAsync("/", Blocking.From(address))).Status;

    private static async Task<Answer> SendAsync(RunningServer server, HttpMethod method, string path, object body, params (string, string)[] headers)
    {
        using var content = JsonContent.Create(body, options: JsonSerializerOptions.Web);
        return await server.Http.SendAsync(method, path, content, headers);
    }
}
