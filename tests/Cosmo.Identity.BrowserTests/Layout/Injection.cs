using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Page = Cosmo.Identity.Tests.Harness.Page;

namespace Cosmo.Identity.BrowserTests.Layout;

/// <summary>What an attacker puts into a parameter, and how to see that it stayed text.</summary>
internal static class Injection
{
    /// <summary>What an injected element is known by.</summary>
    public const string Mark = "data-injected";

    /// <summary>Breaks out of text, attributes, comments, scripts, styles and titles at once.</summary>
    public static string Breakouts { get; } = string.Concat(
    [
        $"<script {Mark}>alert(1)</script>",
        $"\"><img {Mark} src=x onerror=alert(2)>",
        $"'><svg {Mark} onload=alert(3)>",
        $"--></title></textarea></style></script><b {Mark} style=position:fixed>",
        $"<iframe {Mark} srcdoc=\"<script>parent.alert(4)</script>\">",
        $"<meta {Mark} http-equiv=refresh content=\"0;url=javascript:alert(5)\">",
        $"\" autofocus onfocus=alert(6) {Mark} x=\"",
        $"' onmouseover=alert(7) {Mark} x='",
        $"<form {Mark} action=javascript:alert(8)><button>",
        $"<base {Mark} href=//evil.example.test/>",
        $"&lt;b {Mark}&gt;&#60;b {Mark}&#62;\\u003cb {Mark}\\u003e",
        $"%3Cscript {Mark}%3Ealert(9)%3C/script%3E",
        "';alert(10)//\";alert(11)//`${alert(12)}`{{constructor.constructor('alert(13)')()}}",
    ]);

    /// <summary>Addresses that are programs. They do harm only as an address, of a link or of where one is sent, and to see one there takes no browser.</summary>
    public static IReadOnlyList<string> Addresses { get; } =
    [
        "javascript:alert(14)//",
        "\tjava\nscript:alert(15)",
        "data:text/html;base64,PHNjcmlwdD5hbGVydCgxNik8L3NjcmlwdD4=",
    ];

    /// <summary>What may stand in an attribute whose value a browser goes to, fetches or sends to.</summary>
    private static readonly string[] AddressAttributes =
        ["href", "xlink:href", "src", "srcset", "action", "formaction", "data", "poster", "ping", "background", "cite", "longdesc", "manifest", "content", "srcdoc", "style"];

    /// <summary>Tries every parameter: what breaks out, in a browser, and the addresses.</summary>
    public static async Task ProbeAsync(
        Site site, Person? person, IReadOnlyList<string> names, Func<Visitor, string, string, Task> probe, Func<Browser, string, string, Task<Page>> ask)
    {
        await site.VisitAsync(Look.Desk, async visitor =>
        {
            if (person is not null)
            {
                await visitor.SignInHereAsync(person);
            }

            foreach (var name in names)
            {
                visitor.Doing = $"{name}={Breakouts}";
                await probe(visitor, name, Breakouts);
                await ShouldHoldNothingInjectedAsync(visitor);
            }
        });

        using var browser = site.Server.NewBrowser();
        if (person is not null)
        {
            await browser.SignInAsync(person);
        }

        foreach (var (name, payload) in names.SelectMany(name => Addresses.Select(payload => (name, payload))))
        {
            await ask(browser, name, payload);
            ShouldLeadNowhereInjected(browser, $"{name}={payload}");
        }
    }

    /// <summary>Fails when any of it became an element or an attribute.</summary>
    public static async Task ShouldHoldNothingInjectedAsync(Visitor visitor) =>
        (await visitor.Page.Locator($"[{Mark}]").CountAsync()).ShouldBe(0, $"{visitor.Doing} at {visitor.Page.Url}");

    /// <summary>Fails when any answer since the last step leads to an address that is a program, or has one on its page.</summary>
    public static void ShouldLeadNowhereInjected(Browser browser, string doing)
    {
        foreach (var answer in browser.Trail)
        {
            var leads = new[] { answer.Location?.OriginalString, answer.Header("Refresh"), answer.Header("Link") }
                .Concat(new Page(answer).Document.All.SelectMany(element => element.Attributes).Where(attribute => AddressAttributes.Contains(attribute.Name)).Select(attribute => attribute.Value));

            leads.Where(IsProgram).ShouldBeEmpty($"{doing} at {answer}");
        }
    }

    /// <summary>As browsers read an address: white space and control characters are not there. A refresh has a time before it.</summary>
    public static bool IsProgram(string? address)
    {
        var read = string.Concat((address ?? "").Where(c => c > ' ')).ToUpperInvariant();
        var start = read.TrimStart("0123456789".ToCharArray());
        start = (start.StartsWith(";URL=", StringComparison.Ordinal) ? start[5..] : read).TrimStart('\'', '"', '<');
        return start.StartsWith("JAVASCRIPT:", StringComparison.Ordinal) || start.StartsWith("DATA:TEXT", StringComparison.Ordinal) || start.StartsWith("VBSCRIPT:", StringComparison.Ordinal);
    }
}
