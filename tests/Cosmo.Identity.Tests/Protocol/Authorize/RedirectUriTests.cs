using Cosmo.Identity.Tests.Harness;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Authorize;

/// <summary>The redirect URI is compared character by character (R-01; V001, V003, V005, V007, V009, V013; ASVS 10.4.1).</summary>
public sealed class RedirectUriTests(Servers servers)
{
    [Theory]
    [InlineData("https://web.example.test/callback/")]
    [InlineData("https://web.example.test/Callback")]
    [InlineData("https://WEB.example.test/callback")]
    [InlineData("HTTPS://web.example.test/callback")]
    [InlineData("http://web.example.test/callback")]
    [InlineData("https://web.example.test:443/callback")]
    [InlineData("https://web.example.test/callback?a=b")]
    [InlineData("https://web.example.test/callback#fragment")]
    [InlineData("https://web.example.test/callback?code=1&state=2&iss=3")]
    [InlineData("https://web.example.test/callback%00")]
    [InlineData("https://web.example.test/callback%0d%0aSet-Cookie:a=b")]
    [InlineData("https://web.example.test/x/../callback")]
    [InlineData("https://web.example.test/..;/callback")]
    [InlineData("https://web.example.test/%2e%2e/callback")]
    [InlineData("https://web.example.test/%63allback")]
    [InlineData("https://web.example.test\\callback")]
    [InlineData("https://web.example.test/callback\t")]
    [InlineData(" https://web.example.test/callback")]
    [InlineData("https://web.example.test@evil.example.test/callback")]
    [InlineData("https://web.example.test:80@evil.example.test/callback")]
    [InlineData("https://user@web.example.test/callback")]
    [InlineData("https://webXexample.test/callback")]
    [InlineData("https://web.example.test.evil.example.test/callback")]
    [InlineData("https://evilweb.example.test/callback")]
    [InlineData("https://web.example.test/second")]
    [InlineData("https://web.example.test/second?tenant=8")]
    [InlineData("https://web.example.test/second?tenant=7&tenant=8")]
    [InlineData("https://other.example.test/callback")]
    [InlineData("//web.example.test/callback")]
    [InlineData("/callback")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,hello")]
    [InlineData("*")]
    [InlineData("")]
    public async Task Anything_but_the_registered_address_stays_at_the_server(string redirectUri)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var request = server.As(Registrations.Web).Authorization("openid").With("redirect_uri", redirectUri);

        (await browser.OpenAsync(request.Url)).ShouldBeErrorPage();
    }

    [Theory]
    [InlineData("native", "http://localhost:51004/callback")]
    [InlineData("native", "http://[::1]:51004/callback")]
    [InlineData("native", "http://127.0.0.2:51004/callback")]
    [InlineData("native", "http://127.0.0.1:51004/other")]
    [InlineData("native", "https://127.0.0.1:51004/callback")]
    [InlineData("native", "http://127.0.0.1:51004@evil.example.test/callback")]
    [InlineData("native", "http://user@127.0.0.1:51004/callback")]
    [InlineData("native", "com.example.evil:/callback")]
    [InlineData("spa", "https://spa.example.test:8443/callback")]
    public async Task Only_the_port_of_a_loopback_address_of_a_native_app_varies(string clientId, string redirectUri)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        var client = server.As(Registrations.All.Single(registration => registration.ClientId == clientId));
        var request = client.Authorization("openid").With("redirect_uri", redirectUri);

        (await browser.OpenAsync(request.Url)).ShouldBeErrorPage();
    }
}
