using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Layout;

/// <summary>Clickjacking: no page shows inside another's, not even where the session's cookie comes along.</summary>
public sealed class FramingTests(Site site)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/login?otherAccount=true")]
    [InlineData("/consent")]
    [InlineData("/connect/logout")]
    [InlineData("/signed-out")]
    [InlineData("/error")]
    [InlineData("/account")]
    public Task A_framed_page_is_blocked(string path) => site.VisitAsync(Look.Desk, async visitor =>
    {
        await visitor.SignInHereAsync(People.Ada);


        await FrameAsync(visitor, path == "/consent" ? new AuthorizationRequest(site.Shop, "openid").With("prompt", "consent").Url : path);


        visitor.Page.Frames.Count.ShouldBe(2);
        // The page around it is loaded a moment before the browser shows its error.
        await Eventually.HoldsAsync(() => Task.FromResult(visitor.Page.Frames[1].Url.Length > 0), TimeSpan.FromSeconds(10), "the frame showed something");
        visitor.Page.Frames[1].Url.ShouldStartWith("chrome-error:");
        (await visitor.TakeWrongsAsync()).ShouldNotBeEmpty("the browser says why");
    });

    [Fact]
    public Task A_page_that_allows_it_is_framed() => site.VisitAsync(Look.Desk, async visitor =>
    {
        await FrameAsync(visitor, site.RelyingParty.Neighbour);


        visitor.Page.Frames[1].Url.ShouldStartWith(site.RelyingParty.Neighbour);
    });

    private static Task<IResponse?> FrameAsync(Visitor visitor, string address) =>
        visitor.Page.GotoAsync(visitor.Site.RelyingParty.Neighbour + RelyingParty.FramePath + Wire.Query([("of", new Uri(visitor.Site.Server.Address, address).AbsoluteUri)]));
}
