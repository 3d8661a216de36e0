using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Admin;

/// <summary>The console in a real browser: lists that go on by themselves, pause and catch up, and close when whoever watches may not any more.</summary>
public sealed class LiveConsoleTests(Site site)
{
    private const string Failed = "/admin/security-events?type=authentication.sign_in_failed";

    [Fact]
    public Task New_events_appear_by_themselves_stop_while_paused_and_are_caught_up() => site.VisitAsync(Look.Desk, async visitor =>
    {
        await visitor.OpenConsoleAsync(Failed + "&user=grace");
        await visitor.Page.GetByText("Live", new() { Exact = true }).WaitForAsync();
        var rows = visitor.Page.Locator("#events tr");
        var before = await rows.CountAsync();


        await FailAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(before + 1);
        await visitor.Button("Pause").ClickAsync();
        await visitor.Page.GetByText("Paused", new() { Exact = true }).WaitForAsync();
        await FailAsync();
        await FailAsync();
        // Another tab tells when they are there.
        var other = await visitor.OpenTabAsync();
        await other.OpenAsync(Failed + "&user=grace");
        await Assertions.Expect(other.Page.Locator("#events tr")).ToHaveCountAsync(before + 3);
        var whilePaused = await rows.CountAsync();
        await visitor.Button("Pause").ClickAsync();


        whilePaused.ShouldBe(before + 1);
        await Assertions.Expect(rows).ToHaveCountAsync(before + 3);
        (await rows.EvaluateAllAsync<string[]>("rows => rows.map(row => row.id)")).Distinct().Count().ShouldBe(before + 3, "none came twice");
    });

    [Fact]
    public Task A_filter_is_in_the_address_and_works_without_a_script() => site.VisitAsync(Look.Desk with { JavaScript = false }, async visitor =>
    {
        await FailAsync();
        await visitor.OpenConsoleAsync("/admin/security-events");


        await visitor.Page.GetByLabel("Severity", new() { Exact = true }).SelectOptionAsync("notice");
        await visitor.Page.GetByLabel("User", new() { Exact = true }).FillAsync("grace");
        await visitor.Button("Filter").ClickAsync();


        new Uri(visitor.Page.Url).Query.ShouldContain("severity=notice");
        new Uri(visitor.Page.Url).Query.ShouldContain("user=grace");
        (await visitor.Page.Locator("#events .badge").AllInnerTextsAsync()).ShouldAllBe(word => word == "Notice");
        (await visitor.Page.Locator("#events tr").CountAsync()).ShouldBeGreaterThan(0);
    });

    [Fact]
    public Task A_chart_is_drawn_and_its_figures_stand_beside_it() => site.VisitAsync(Look.Desk, async visitor =>
    {
        await visitor.OpenConsoleAsync("/admin?range=7d");


        await visitor.Page.Locator("[data-chart] svg path").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await visitor.Page.GetByText("As a table").ClickAsync();
        (await visitor.Page.Locator("figure tbody tr").CountAsync()).ShouldBe(29);
    });

    [Fact]
    public Task A_page_closes_when_the_session_ends() => site.VisitAsync(Look.Desk, async visitor =>
    {
        var keys = await Site.OpenConsoleAsync(site.Server, site.Warden);
        await visitor.CarryAsync(keys);
        await visitor.OpenAsync("/admin");
        await visitor.Page.GetByText("Live", new() { Exact = true }).WaitForAsync();


        await site.Server.Database.ExecuteAsync($"UPDATE user_sessions SET ended_at = last_seen_at WHERE user_id = (SELECT id FROM users WHERE user_name = '{site.Warden.UserName}')");


        await visitor.AtAsync("/login");
    });

    private async Task FailAsync() => await site.Server.As(Registrations.Mobile).PasswordAsync(People.Grace with { Password = "not the moth" });
}
