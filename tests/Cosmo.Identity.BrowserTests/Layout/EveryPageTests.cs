using Cosmo.Identity.BrowserTests.Harness;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Layout;

/// <summary>What holds of every page: axe finds nothing, dark on a desk and light on a phone, and nothing needs scrolling sideways.</summary>
public sealed class EveryPageTests(Site site)
{
    private const int Phone = 390;

    // WCAG 2.2 SC 1.4.10: a page enlarged four times on a desk is this wide.
    private const int Enlarged = 320;

    public static TheoryData<string> All { get; } = [.. Places.All];

    [Theory]
    [MemberData(nameof(All))]
    public Task It_is_accessible_at_every_width(string place) => site.VisitAsync(Look.Desk with { Scheme = ColorScheme.Dark }, async visitor =>
    {
        visitor.Doing = place;


        await Places.GoAsync(visitor, place);


        // What is said and how it is built is the same in light and dark; colours are not.
        await ShouldPleaseAxeAsync(visitor, "color-contrast", "link-in-text-block");
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await visitor.Page.SetViewportSizeAsync(Phone, 844);
        await ShouldPleaseAxeAsync(visitor);
        await ShouldFitAsync(visitor, Phone);
        await visitor.Page.SetViewportSizeAsync(Enlarged, 640);
        await ShouldFitAsync(visitor, Enlarged);
    });

    private static async Task ShouldPleaseAxeAsync(Visitor visitor, params string[] rules)
    {
        // A colour on its way to another is neither.
        await visitor.Page.EvaluateAsync("Promise.allSettled(document.getAnimations().map(animation => animation.finished))");
        var result = await visitor.Page.RunAxe(rules.Length == 0 ? null : new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "rule", Values = [.. rules] } });
        result.Passes.ShouldNotBeEmpty();
        result.Violations.Select(violation => $"{violation.Id}: {violation.Help} {string.Join(' ', violation.Nodes.Select(node => node.Html))}").ShouldBeEmpty();
    }

    private static async Task ShouldFitAsync(Visitor visitor, int width) =>
        (await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, "it scrolls sideways");
}
