using System.Diagnostics;
using Cosmo.Identity.Requests;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Requests;

/// <summary>People recognise their own devices; nonsense is unknown, and never slow.</summary>
public sealed class DeviceDetectorTests
{
    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36", "Chrome", "Windows", "desktop")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0", "Edge", "Windows", "desktop")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 OPR/126.0.0.0", "Opera", "Windows", "desktop")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox", "Linux", "desktop")]
    [InlineData("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", "Chrome", "ChromeOS", "desktop")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15", "Safari", "macOS", "desktop")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1", "Safari", "iOS", "mobile")]
    [InlineData("Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0.0.0 Mobile/15E148 Safari/604.1", "Chrome", "iOS", "tablet")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15", "Firefox", "iOS", "mobile")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 EdgiOS/143.0 Mobile/15E148 Safari/604.1", "Edge", "iOS", "mobile")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1 OPT/6.1", "Opera", "iOS", "mobile")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36", "Chrome", "Android", "mobile")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36", "Chrome", "Android", "tablet")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36", "Samsung Internet", "Android", "mobile")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36 EdgA/143.0.0.0", "Edge", "Android", "mobile")]
    [InlineData("Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", "Firefox", "Android", "mobile")]
    [InlineData("Mozilla/5.0 (Android 15; Tablet; rv:145.0) Gecko/145.0 Firefox/145.0", "Firefox", "Android", "tablet")]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Unknown", "Unknown", "bot")]
    [InlineData("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/142.0.0.0 Safari/537.36", "Chrome", "Unknown", "bot")]
    [InlineData("curl/8.5.0", "curl", "Unknown", "program")]
    [InlineData("python-requests/2.32.3", "Python", "Unknown", "program")]
    [InlineData("python-httpx/0.28.1", "Python", "Unknown", "program")]
    [InlineData("Python/3.13 aiohttp/3.11", "Python", "Unknown", "program")]
    [InlineData("Java/21.0.5", "Java", "Unknown", "program")]
    [InlineData("Java-http-client/21.0.5", "Java", "Unknown", "program")]
    [InlineData("Apache-HttpClient/5.4 (Java/21.0.5)", "Java", "Unknown", "program")]
    [InlineData("okhttp/4.12.0", "Java", "Unknown", "program")]
    [InlineData("Microsoft ASP.NET Core OpenIdConnect handler", ".NET", "Unknown", "program")]
    [InlineData("Go-http-client/2.0", "Go", "Unknown", "program")]
    [InlineData("node", "Node", "Unknown", "program")]
    [InlineData("axios/1.7.9", "Node", "Unknown", "program")]
    [InlineData("PostmanRuntime/7.43.0", "Postman", "Unknown", "program")]
    [InlineData("Demo/1.0 CFNetwork/1568 Darwin/24.1.0", "Unknown", "macOS", "desktop")]
    [InlineData("x", "Unknown", "Unknown", "unknown")]
    [InlineData("   ", "Unknown", "Unknown", "unknown")]
    [InlineData("", "Unknown", "Unknown", "unknown")]
    [InlineData(null, "Unknown", "Unknown", "unknown")]
    public void A_device_is_named_as_its_owner_would(string? userAgent, string browser, string system, string kind) =>
        DeviceDetector.Detect(userAgent).ShouldBe(new Device(browser, system, kind));

    [Fact]
    public void Hostile_input_takes_no_longer_than_any_other()
    {
        string[] hostile = [new('\0', 10_000_000), new('E', 10_000_000), string.Concat(Enumerable.Repeat("Edg Chrom Safar", 500_000)), "\ud800" + new string('(', 1_000_000)];
        foreach (var userAgent in hostile)
        {
            // The best of several, so that a busy machine is not taken for a slow table.
            var best = Enumerable.Range(0, 5).Min(_ =>
            {
                var start = Stopwatch.GetTimestamp();
                DeviceDetector.Detect(userAgent);
                return Stopwatch.GetElapsedTime(start);
            });


            best.ShouldBeLessThan(TimeSpan.FromMilliseconds(2));
        }
    }
}
