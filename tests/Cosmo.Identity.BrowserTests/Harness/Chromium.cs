using Microsoft.Playwright;

namespace Cosmo.Identity.BrowserTests.Harness;

/// <summary>
/// The machine's own Chromium without a window; none is ever downloaded. Debian's headless shell is the same engine without the browser
/// around it, and takes half the work.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string PathVariable = "COSMO_TEST_CHROMIUM";
    private const string Shell = "/usr/bin/chromium-headless-shell";
    private const string Whole = "/usr/bin/chromium";

    // The machine may be a container without a sandbox or a graphics card; nothing may call home.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    /// <summary>Starts it.</summary>
    public static async Task<Chromium> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable(PathVariable) ?? (File.Exists(Shell) ? Shell : Whole),
            Args = Arguments,
        }));
    }

    /// <summary>A browser profile of its own, without cookies.</summary>
    public Task<IBrowserContext> NewProfileAsync(Look look) => _browser.NewContextAsync(look.ToOptions());

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
