using Microsoft.Playwright;

namespace Cosmo.Identity.BrowserTests.Harness;

/// <summary>What a person's browser is like.</summary>
public sealed record Look
{
    /// <summary>A desk: 1280 pixels wide, light, with JavaScript.</summary>
    public static Look Desk { get; } = new();

    /// <summary>Light or dark.</summary>
    public ColorScheme Scheme { get; init; } = ColorScheme.Light;

    /// <summary>Whether pages may run scripts.</summary>
    public bool JavaScript { get; init; } = true;

    /// <summary>As Playwright wants it said.</summary>
    public BrowserNewContextOptions ToOptions() => new()
    {
        ColorScheme = Scheme,
        JavaScriptEnabled = JavaScript,
        ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
    };
}
