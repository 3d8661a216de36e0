using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Shouldly;

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

    public static IReadOnlyList<string> Payloads { get; } =
    [
        Breakouts,
        "javascript:alert(14)//",
        "\tjava\nscript:alert(15)",
        "data:text/html;base64,PHNjcmlwdD5hbGVydCgxNik8L3NjcmlwdD4=",
    ];

    /// <summary>Tries every payload in every parameter.</summary>
    public static Task ProbeAsync(Site site, Person? person, IEnumerable<string> names, Func<Visitor, string, string, Task> probe) =>
        ProbeAsync(site, person, names, Payloads, probe);

    /// <summary>Tries these payloads in every parameter.</summary>
    public static Task ProbeAsync(
        Site site, Person? person, IEnumerable<string> names, IReadOnlyList<string> payloads, Func<Visitor, string, string, Task> probe) => site.VisitAsync(Look.Desk, async visitor =>
    {
        if (person is not null)
        {
            await visitor.SignInHereAsync(person);
        }

        foreach (var (name, payload) in names.SelectMany(name => payloads.Select(payload => (name, payload))))
        {
            visitor.Doing = $"{name}={payload}";
            await probe(visitor, name, payload);
            await ShouldHoldNothingInjectedAsync(visitor);
        }
    });

    /// <summary>Fails when any of it became an element or an attribute.</summary>
    public static async Task ShouldHoldNothingInjectedAsync(Visitor visitor) =>
        (await visitor.Page.Locator($"[{Mark}]").CountAsync()).ShouldBe(0, $"{visitor.Doing} at {visitor.Page.Url}");
}
