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
    public Task An_attack_is_contained_from_the_overview_in_three_clicks() => ContainAsync(async visitor =>
    {
        var since = Stopwatch.GetTimestamp();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = Attacker }).First.ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Block " + Attacker }).First.ClickAsync();
        await visitor.Page.GetByLabel("Reason").FillAsync("Tries one password on many names");
        await visitor.Button("Block").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Status).WaitForAsync();
        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(30));
    });

    [Fact]
    public Task Keys_alone_lead_from_the_attack_to_its_end() => ContainAsync(async visitor =>
    {
        await PressAsync(visitor, Attacker);
        await visitor.AtAsync($"/admin/addresses/{Attacker}");
        await PressAsync(visitor, "Block " + Attacker);
        await visitor.AtAsync("/admin/blocks/new");
        await GoToAsync(visitor, "reason");
        await visitor.Page.Keyboard.TypeAsync("Tries one password on many names");
        await PressAsync(visitor, "Block");
        await visitor.Page.GetByRole(AriaRole.Status).WaitForAsync();
    });

    /// <summary>An attack shows on the overview; whoever sees it there blocks the attacker, and nobody else.</summary>
    private async Task ContainAsync(Func<Visitor, Task> block)
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
            await block(visitor);
        }, server.Address);


        (await GuessAsync(server, "one more name")).Status.ShouldBe(403);
        (await server.Http.GetAsync("/health/live", ("X-Forwarded-For", "203.0.113.67"))).Status.ShouldBe(200);
    }

    private static async Task PressAsync(Visitor visitor, string name)
    {
        await GoToAsync(visitor, name);
        await visitor.Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Goes on by the tab key to what has this text or this name, and sees where it is on the way.</summary>
    private static async Task GoToAsync(Visitor visitor, string name)
    {
        List<string> seen = [];
        do
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            seen.Add(await visitor.Page.EvaluateAsync<string>("document.activeElement.name?.toLowerCase() || document.activeElement.textContent.trim()"));
            (await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle")).ShouldBe("solid", $"no outline around '{seen[^1]}'");
        }
        while (seen[^1] != name && seen.Count < 150);

        seen[^1].ShouldBe(name, $"the tab key leads to {string.Join(", ", seen)}");
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
