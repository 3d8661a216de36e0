using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Overview;

/// <summary>Figures of the overview and of the trends are those of the statistics and of the events behind them.</summary>
public sealed class OverviewTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task Figures_add_up_and_lead_to_what_is_behind_them(Database database)
    {
        await using var server = await servers.StartFirstAsync(database, Administrators.Provisioning(), Servers.BehindProxy, ("SecondFactors:Policy", "Off"), ("Jobs:Enabled", "false"));
        using var browser = await server.EnterAsync(Administrators.Root);
        var hour = DateTime.UtcNow.AddHours(-2).ToString("yyyy-MM-dd HH:00:00", System.Globalization.CultureInfo.InvariantCulture);
        var before = DateTime.UtcNow.AddHours(-30).ToString("yyyy-MM-dd HH:00:00", System.Globalization.CultureInfo.InvariantCulture);
        await server.Database.ExecuteAsync(
            $"""
             INSERT INTO hourly_statistics (hour, name, count) VALUES
             ('{hour}', 'authentication.signed_in', 1200), ('{before}', 'authentication.signed_in', 800),
             ('{hour}', 'authentication.sign_in_failed', 30), ('{hour}', 'authentication.unknown_user_tried', 12), ('{hour}', 'threat.password_spray_detected', 2)
             """);
        for (var i = 0; i < 3; i++)
        {
            (await server.Http.PostAsync(
                "/connect/token",
                [("grant_type", "password"), ("client_id", "mobile"), ("username", People.Heidi.UserName), ("password", "not-the-goatherd"), ("scope", "openid")],
                ("X-Forwarded-For", "203.0.113.5"))).Status.ShouldBe(400);
        }

        var page = await browser.OpenAsync("/admin?range=24h");
        var trends = await browser.OpenAsync("/admin/trends?range=24h");

        Tile(page, "Sign-ins").ShouldBe("1\u202f200 +50 %");
        Tile(page, "Failed sign-ins").ShouldStartWith("42 ");
        page.Document.QuerySelector("section[aria-labelledby=severities] a[href*='severity=critical']")!.TextContent.ShouldBe("2");
        page.Document.QuerySelector("section[aria-labelledby=targets]")!.TextContent.ShouldContain("heidi");
        page.Document.QuerySelector("section[aria-labelledby=sources] a")!.GetAttribute("href").ShouldBe("/admin/addresses/203.0.113.5");
        // What the chart draws stands beside it as a table.
        page.Document.QuerySelectorAll("figure.plot tbody td").Select(cell => cell.TextContent).ShouldContain("1\u202f200");
        (await browser.OpenAsync(page.Document.QuerySelector("a.tile[href*='sign_in_failed']")!.GetAttribute("href")!)).Document.QuerySelectorAll("#events tr").Length.ShouldBe(3);
        trends.Document.QuerySelector("section[aria-labelledby=figures]")!.TextContent.ShouldContain("+50 %");
        trends.Document.QuerySelectorAll(".heat td.shade-5").Length.ShouldBe(1);
        foreach (var range in new[] { "1h", "7d", "30d", "90d", "nonsense" })
        {
            (await browser.OpenAsync($"/admin?range={range}")).Answer.ShouldSucceed();
            (await browser.OpenAsync($"/admin/trends?range={range}")).Answer.ShouldSucceed();
        }
    }

    private static string Tile(Page page, string label)
    {
        var tile = page.Document.QuerySelectorAll("a.tile").Single(one => one.QuerySelector(".label")!.TextContent == label);
        return $"{tile.QuerySelector(".figure")!.TextContent} {tile.QuerySelector(".note")!.TextContent}";
    }
}
