namespace Cosmo.Identity.Requests;

/// <summary>What a User-Agent header claims, in words a person recognises their own device by. Never proof of anything.</summary>
/// <param name="Browser">For example <c>Firefox</c> or <c>curl</c>; <c>Unknown</c>.</param>
/// <param name="OperatingSystem">For example <c>Windows</c>; <c>Unknown</c>.</param>
/// <param name="Kind"><c>desktop</c>, <c>mobile</c>, <c>tablet</c>, <c>bot</c>, <c>program</c> or <c>unknown</c>.</param>
internal sealed record Device(string Browser, string OperatingSystem, string Kind)
{
    /// <summary>In one line, such as <c>Firefox on Windows (desktop)</c>.</summary>
    public string Description => $"{Browser} on {OperatingSystem} ({Kind})";
}

/// <summary>Recognises the common browsers and programs from a small table, in time bounded by the table and the first 512 characters.</summary>
internal static class DeviceDetector
{
    private const int LongestRead = 512;
    private const string Unknown = "Unknown";

    private static readonly string[] Bots = ["bot/", "bot;", "bot ", "Googlebot", "bingbot", "crawler", "spider", "Slurp", "facebookexternalhit"];

    // Order matters: browsers claim to be their ancestors too, so the most particular name comes first.
    private static readonly (string Token, string Name)[] Browsers =
    [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("Edge/", "Edge"),
        ("OPR/", "Opera"), ("OPT/", "Opera"), ("OPiOS/", "Opera"), ("Opera", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Chromium/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    // Programs name themselves at the start.
    private static readonly (string Token, string Name)[] Programs =
    [
        ("curl/", "curl"), ("Wget/", "Wget"),
        ("python-requests/", "Python"), ("python-httpx/", "Python"), ("Python-urllib/", "Python"), ("Python/", "Python"), ("aiohttp/", "Python"),
        ("Java/", "Java"), ("Java-http-client/", "Java"), ("Apache-HttpClient/", "Java"), ("okhttp/", "Java"), ("Jetty/", "Java"),
        (".NET", ".NET"), ("dotnet", ".NET"), ("Microsoft.AspNetCore", ".NET"), ("Microsoft ASP.NET Core", ".NET"), ("RestSharp/", ".NET"),
        ("Go-http-client/", "Go"),
        ("node", "Node"), ("undici", "Node"), ("axios/", "Node"), ("got ", "Node"),
        ("PostmanRuntime/", "Postman"),
    ];

    // iPads and Android name Mac and Linux as well; ChromeOS says "X11; CrOS", whose last letters stand in "Microsoft" too.
    private static readonly (string Token, string Name)[] Systems =
    [
        ("iPhone", "iOS"), ("iPad", "iOS"), ("iPod", "iOS"),
        ("Android", "Android"), ("; CrOS", "ChromeOS"), ("Windows", "Windows"),
        ("Macintosh", "macOS"), ("Mac OS X", "macOS"), ("darwin", "macOS"), ("Linux", "Linux"), ("X11", "Linux"),
    ];

    public static Device Detect(string? userAgent)
    {
        var text = userAgent.AsSpan(0, Math.Min(userAgent?.Length ?? 0, LongestRead)).Trim();
        var system = NameIn(text, Systems);
        if (ProgramOf(text) is { } program)
        {
            return new Device(program, system ?? Unknown, "program");
        }

        var browser = NameIn(text, Browsers);
        var kind = IsBot(text) ? "bot" : browser is null && system is null ? "unknown" : KindOf(text, system);
        return new Device(browser ?? Unknown, system ?? Unknown, kind);
    }

    private static string KindOf(ReadOnlySpan<char> text, string? system) => system switch
    {
        "iOS" => Has(text, "iPad") ? "tablet" : "mobile",
        // By Google's convention tablets leave out "Mobile"; Firefox says "Tablet".
        "Android" => Has(text, "Mobile") && !Has(text, "Tablet") ? "mobile" : "tablet",
        null => Has(text, "Mobile") ? "mobile" : "unknown",
        _ => "desktop",
    };

    private static bool IsBot(ReadOnlySpan<char> text)
    {
        foreach (var token in Bots)
        {
            if (Has(text, token))
            {
                return true;
            }
        }

        return false;
    }

    private static string? ProgramOf(ReadOnlySpan<char> text)
    {
        foreach (var (token, name) in Programs)
        {
            if (text.StartsWith(token, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }
        }

        return null;
    }

    private static string? NameIn(ReadOnlySpan<char> text, (string Token, string Name)[] table)
    {
        foreach (var (token, name) in table)
        {
            if (Has(text, token))
            {
                return name;
            }
        }

        return null;
    }

    private static bool Has(ReadOnlySpan<char> text, string token) => text.Contains(token, StringComparison.OrdinalIgnoreCase);
}
