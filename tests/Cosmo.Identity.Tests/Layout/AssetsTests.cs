using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Layout;

/// <summary>Stylesheets and modules are small on the wire and asked for once; pages, which hold secrets beside what strangers write, are never compressed (BREACH).</summary>
public sealed class AssetsTests(Servers servers)
{
    private static readonly (string Name, string Value) Compressed = ("Accept-Encoding", "br");

    [Fact]
    public async Task Assets_are_compressed_and_known_again_and_pages_are_not_compressed()
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        using var browser = await server.EnterAsync(Administrators.Root);

        var style = await server.Http.GetAsync("/assets/site.css", Compressed);
        var plain = await server.Http.GetAsync("/assets/site.css");
        var charts = await server.Http.GetAsync("/admin/assets/echarts.js", Compressed, browser.CookieHeader);
        var again = await server.Http.GetAsync("/admin/assets/echarts.js", Compressed, browser.CookieHeader, ("If-None-Match", charts.Header("ETag")!));

        style.ShouldSucceed().Header("Content-Encoding").ShouldBe("br");
        style.Headers("Vary").ShouldContain("Accept-Encoding");
        plain.ShouldSucceed().Header("Content-Encoding").ShouldBeNull();
        charts.ShouldSucceed().Header("Content-Encoding").ShouldBe("br");
        again.Status.ShouldBe(304);
        foreach (var path in new[] { "/account", "/admin", "/admin/security-events", "/.well-known/openid-configuration" })
        {
            (await server.Http.GetAsync(path, Compressed, browser.CookieHeader)).ShouldSucceed().Header("Content-Encoding").ShouldBeNull(path);
        }
    }
}
