using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Threats;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Threats;

/// <summary>What is known of an address: its score, what it did to whom, and the end of the sessions that began there.</summary>
public sealed class AddressTests(Servers servers)
{
    private const string Hostile = "<img src=x onerror=alert(1)>\"'";

    private const string Reasons =
        """[{"feature":"unresolved_names","value":14.5,"weight":60,"share":60},{"feature":"<b>","value":1,"weight":45,"share":27.5}]""";

    [Theory]
    [BothDatabases]
    public async Task Scores_are_listed_with_their_reasons_the_highest_first(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        var token = await server.AdminTokenAsync(Administrators.Root);
        using var browser = await server.EnterAsync(Administrators.Vera);
        await SuspectAsync(server, "198.51.100.61", 91);
        await SuspectAsync(server, "198.51.100.62", 91);
        await SuspectAsync(server, "2001:db8:bad:63::/64", 95);

        var page = (await browser.OpenAsync("/admin/threats?least=90")).At("/admin/threats");
        List<string> paged = [];
        for (string? next = ""; next is not null;)
        {
            var part = (await server.Http.GetAsync($"/api/v1/admin/suspicious-activity?least=91&limit=1{next}", token)).ShouldSucceed().Json;
            paged.AddRange(part.GetProperty("addresses").EnumerateArray().Select(one => one.GetProperty("ipAddress").GetString()!));
            next = part.GetProperty("next").GetString() is { } cursor ? $"&after={Uri.EscapeDataString(cursor)}" : null;
        }

        paged.ShouldBe(["2001:db8:bad:63::/64", "198.51.100.61", "198.51.100.62"]);
        page.Document.QuerySelectorAll("main b, main img").Select(element => element.TextContent).ShouldBe(["95", "91", "91"], "what the row says is text");
        page.Document.QuerySelectorAll("tbody tr:first-child .reasons rect").Select(bar => bar.GetAttribute("width")).ShouldBe(["60", "27.5"]);
        page.Document.QuerySelector("tbody tr a")!.GetAttribute("href").ShouldBe("/admin/addresses/2001%3Adb8%3Abad%3A63%3A%3A%2F64");
        (await browser.OpenAsync("/admin/addresses/2001%3Adb8%3Abad%3A63%3A%3A%2F64")).Document.QuerySelector(".figure")!.TextContent.ShouldContain("95");
        foreach (var query in new[] { "least=0", "least=101", "least=x", "limit=0", "after=x" })
        {
            (await server.Http.GetAsync("/api/v1/admin/suspicious-activity?" + query, token)).Status.ShouldBe(400, query);
        }
    }

    [Theory]
    [BothDatabases]
    public async Task From_the_list_an_attack_is_contained_in_three_clicks(Database database)
    {
        const string attacker = "198.51.100.64";
        var server = await servers.ConsoleAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        await SuspectAsync(server, attacker, 88);
        var list = await browser.OpenAsync("/admin/threats");

        var address = await ClickAsync(browser, list, $"a[href='/admin/addresses/{attacker}']");
        var form = await ClickAsync(browser, address, "a[href^='/admin/blocks/new']");
        var done = await browser.SubmitAsync(form, "Reason");

        done.At($"/admin/addresses/{attacker}");
        (await server.Http.GetAsync("/", Blocking.From(attacker))).Status.ShouldBe(403);
        form.Document.QuerySelector("#reason")!.TextContent.ShouldStartWith("Score 88: ");
    }

    [Theory]
    [BothDatabases]
    public async Task The_page_tells_whom_it_hit_and_what_it_said_it_is(Database database)
    {
        const string attacker = "198.51.100.65";
        var server = await servers.ConsoleAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        await TryAsync(server, attacker, People.Heidi.UserName, "not-the-goatherd");
        await TryAsync(server, attacker, "nobody-of-this-name", "not-the-goatherd");
        await TryAsync(server, attacker, People.Ada.UserName, People.Ada.Password);
        await server.Database.ExecuteAsync($"UPDATE security_events SET device = '{Hostile.Replace("'", "''", StringComparison.Ordinal)}' WHERE ip_address = '{attacker}' AND type = {(int)SecurityEventType.SignInFailed}");

        var page = (await browser.OpenAsync($"/admin/addresses/{attacker}")).At($"/admin/addresses/{attacker}");
        var network = (await browser.OpenAsync("/admin/addresses/198.51.100.0%2F24")).Answer.ShouldSucceed();

        var hit = page.Document.QuerySelectorAll("section[aria-labelledby=accounts] tbody tr").Select(row => row.QuerySelectorAll("td").Take(3).Select(cell => cell.TextContent.Trim()).ToList()).ToList();
        hit.Select(row => (row[0].Split(' ')[0], row[1], row[2])).ShouldBe([(People.Ada.UserName, "1", "0"), (People.Heidi.UserName, "0", "1")]);
        page.Document.QuerySelector("section[aria-labelledby=accounts] tbody a")!.GetAttribute("href").ShouldBe($"/admin/users/{await server.IdAsync(People.Ada)}");
        page.Document.QuerySelector("section[aria-labelledby=devices]")!.TextContent.ShouldContain(Hostile);
        page.Document.QuerySelectorAll("main img, main script").ShouldBeEmpty();
        page.Document.QuerySelectorAll("section[aria-labelledby=timeline] tbody tr").Length.ShouldBeGreaterThanOrEqualTo(3);
        network.Body.ShouldContain($"/admin/addresses/{attacker}");
    }

    [Theory]
    [BothDatabases]
    public async Task Sessions_that_began_at_an_address_end_and_the_administrators_own_goes_on(Database database)
    {
        const string attacker = "2001:db8:bad:66::7";
        var server = await servers.ConsoleAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        var token = (await TryAsync(server, attacker, People.Ada.UserName, People.Ada.Password)).ShouldSucceed().RefreshToken;
        var trail = await AuditTrail.FromNowAsync(server);

        var form = (await browser.OpenAsync($"/admin/addresses/{Uri.EscapeDataString(attacker)}/end-sessions")).Answer.ShouldSucceed();
        var done = await browser.SubmitAsync(new Page(form), "Reason", ("Reason", "stolen"));
        var own = await browser.OpenAsync("/admin/addresses/127.0.0.1/end-sessions");

        done.Answer.Url.Query.ShouldBe("?done=ended&count=1");
        (await server.Http.PostAsync("/connect/token", [("grant_type", "refresh_token"), ("client_id", "mobile"), ("refresh_token", token)])).Status.ShouldBe(400);
        var told = (await trail.NewAsync()).Where(fact => fact.Type == SecurityEventType.SessionRevoked && fact.Detail("reason") == "stolen").ShouldHaveSingleItem();
        told.Subject.ShouldBe(await server.IdAsync(People.Ada));
        told.Actor.ShouldBe((await server.IdAsync(Administrators.Root)).ToString());
        own.Document.Body!.TextContent.ShouldContain("Your own session began here, too.");
    }

    private static async Task<Page> ClickAsync(Browser browser, Page page, string link) =>
        await browser.OpenAsync(page.Document.QuerySelector(link).ShouldNotBeNull(page.Answer.ToString()).GetAttribute("href")!);

    // Scored in a thousand years: no scoring run forgets it meanwhile.
    private static Task SuspectAsync(RunningServer server, string address, int score) => server.Database.ExecuteAsync(
        $"INSERT INTO suspicious_activity (id, ip_address, scored_at, window_start, score, reasons) VALUES ('{Guid.CreateVersion7()}', '{address}', '2999-01-01 00:00:00', '2026-11-27 05:00:00', {score}, '{Reasons}')");

    private static async Task<Answer> TryAsync(RunningServer server, string address, string user, string password)
    {
        await server.Database.ExecuteAsync("DELETE FROM sign_in_counters");
        return await server.Http.PostAsync(
            "/connect/token",
            [("grant_type", "password"), ("client_id", "mobile"), ("username", user), ("password", password), ("scope", "openid offline_access")],
            Blocking.From(address));
    }
}

/// <summary>What tests of this area ask of the database.</summary>
internal static class ThreatRows
{
    /// <summary>The subject of somebody.</summary>
    public static async Task<Guid> IdAsync(this RunningServer server, Person person) =>
        (await server.Database.QueryAsync($"SELECT id FROM users WHERE user_name = '{person.UserName}'"))[0].GetProperty("id").GetGuid();
}
