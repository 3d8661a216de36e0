using System.Diagnostics;
using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Admin;

/// <summary>From an attack to its end, on the overview, in three clicks.</summary>
public sealed class ContainmentTests(Site site)
{
    private const string Attacker = "203.0.113.66";

    [Fact]
    public async Task An_attack_is_contained_from_the_overview_in_three_clicks()
    {
        // What the rules would do by themselves is left to the person here: shadow mode.
        await using var server = await StartAsync();
        await SprayAsync(server);
        var keys = await Site.OpenConsoleAsync(server, site.Keeper);


        await site.VisitAsync(Look.Desk, async visitor =>
        {
            await visitor.CarryAsync(keys);
            await visitor.OpenAsync("/admin");
            await visitor.Page.GetByText("threat.password_spray_detected").First.WaitForAsync();
            var since = Stopwatch.GetTimestamp();
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = Attacker }).First.ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Block " + Attacker }).First.ClickAsync();
            await visitor.Page.GetByLabel("Reason").FillAsync("Tries one password on many names");
            await visitor.Button("Block").ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Status).WaitForAsync();
            Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(30));
        }, server.Address);


        (await GuessAsync(server, "one more name")).Status.ShouldBe(403);
        (await server.Http.GetAsync("/health/live", ("X-Forwarded-For", "203.0.113.67"))).Status.ShouldBe(200);
    }

    private async Task<ServerProcess> StartAsync()
    {
        var provisioning = Registrations.Provisioning();
        provisioning["users"]!.AsArray().Add(site.Keeper.ToJson());
        return await ServerProcess.StartAsync(
            Database.Sqlite,
            null,
            provisioning,
            [("Threats:Mode", "Shadow"), Servers.BehindProxy, ("RateLimits:ExemptNetworks:0", "192.0.2.0/24"), ("RateLimits:Enabled", "false"), ("Lockout:FailureLimit", "1000")]);
    }

    private static async Task SprayAsync(ServerProcess server)
    {
        for (var i = 0; i < 60; i++)
        {
            (await GuessAsync(server, $"name-{i}")).Status.ShouldBe(400);
        }
    }

    private static Task<Answer> GuessAsync(ServerProcess server, string name) => server.Http.PostAsync(
        "/connect/token",
        [("grant_type", "password"), ("client_id", "mobile"), ("username", name), ("password", "Summer-2026-everywhere"), ("scope", "openid")],
        ("X-Forwarded-For", Attacker));
}
