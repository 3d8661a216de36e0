using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Protocol.Authorize;

/// <summary>From the client's link through login and consent back to the client, in a real browser and across sites.</summary>
public sealed class AuthorizationJourneyTests(Site site)
{
    [Theory]
    [InlineData("query", true)]
    [InlineData("query", false)]
    [InlineData("form_post", true)]
    [InlineData("form_post", false)]
    public Task A_person_signs_in_allows_and_arrives_with_a_code(string mode, bool javaScript) => site.VisitAsync(Look.Desk with { JavaScript = javaScript }, async visitor =>
    {
        var request = new AuthorizationRequest(site.Shop, "openid profile offline_access orders.read").With("prompt", "consent").With("response_mode", mode);
        await visitor.OpenFromClientAsync(request);
        await visitor.AtAsync("/login");
        (await visitor.Page.Locator(".lead").InnerTextAsync()).ShouldBe("to continue to Corner shop");


        await visitor.SignInAsync(People.Ada);
        await visitor.AtAsync("/consent");
        (await visitor.Page.Locator("main").InnerTextAsync()).ShouldContain("Read your orders");
        await visitor.Button("Allow").ClickAsync();
        await PassFormAsync(visitor, mode, javaScript);


        var callback = (await visitor.AtClientAsync()).ShouldCarryCode(request, site.Server.Issuer);
        callback.Mode.ShouldBe(mode);
        var tokens = (await site.Server.As(site.Shop).RedeemAsync(request, callback.Code)).ShouldSucceed();
        Jwt.Parse(tokens.IdToken).Claim("preferred_username").ShouldBe(People.Ada.UserName);
    });

    [Theory]
    [InlineData("query", true)]
    [InlineData("query", false)]
    [InlineData("form_post", true)]
    [InlineData("form_post", false)]
    public Task Who_denies_is_taken_back_with_access_denied(string mode, bool javaScript) => site.VisitAsync(Look.Desk with { JavaScript = javaScript }, async visitor =>
    {
        var request = new AuthorizationRequest(site.Shop, "openid email").With("prompt", "consent").With("response_mode", mode);
        await visitor.OpenFromClientAsync(request);
        await visitor.SignInAsync(People.Ada);


        await visitor.Button("Deny").ClickAsync();
        await PassFormAsync(visitor, mode, javaScript);


        (await visitor.AtClientAsync()).ShouldFail(request, site.Server.Issuer, "access_denied").Mode.ShouldBe(mode);
    });

    [Fact]
    public Task What_was_allowed_once_is_not_asked_again() => site.VisitAsync(Look.Desk, async visitor =>
    {
        var first = new AuthorizationRequest(site.Shop, "openid profile");
        await visitor.OpenFromClientAsync(first);
        await visitor.SignInAsync(site.Nell);
        await visitor.Button("Allow").ClickAsync();
        (await visitor.AtClientAsync()).ShouldCarryCode(first, site.Server.Issuer);


        var second = new AuthorizationRequest(site.Shop, "openid profile");
        await visitor.OpenFromClientAsync(second);


        (await visitor.AtClientAsync()).ShouldCarryCode(second, site.Server.Issuer);
    });

    [Fact]
    public Task A_client_that_posts_its_request_finds_the_session() => site.VisitAsync(Look.Desk, async visitor =>
    {
        await visitor.SignInHereAsync(People.Ada);
        var request = new AuthorizationRequest(site.Kiosk, "openid");


        await visitor.PostFromClientAsync("/connect/authorize", request.Parameters);


        (await visitor.AtClientAsync()).ShouldCarryCode(request, site.Server.Issuer);
    });

    [Fact]
    public Task A_browser_that_does_not_go_on_by_itself_has_a_link() => site.VisitAsync(Look.Desk, async visitor =>
    {
        var request = new AuthorizationRequest(site.Kiosk, "openid");
        await visitor.OpenFromClientAsync(request);
        await visitor.AtAsync("/login");
        await visitor.StopRefreshingAsync();


        await visitor.SignInAsync(People.Ada);
        (await visitor.Page.Locator(".lead").InnerTextAsync()).ShouldBe("You are going on to Kiosk.");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Continue" }).ClickAsync();


        (await visitor.AtClientAsync()).ShouldCarryCode(request, site.Server.Issuer);
    });

    [Theory]
    [InlineData("query")]
    [InlineData("form_post")]
    public Task The_state_arrives_unharmed_whatever_is_in_it(string mode) => site.VisitAsync(Look.Desk, async visitor =>
    {
        const string State = "\"'><script>alert(1)</script>&amp;%41+%2B \u00e9\u4e16\U0001F30D\\";
        await visitor.SignInHereAsync(People.Ada);
        var request = new AuthorizationRequest(site.Kiosk, "openid").With("response_mode", mode).With("state", State);


        await visitor.OpenAsync(request.Url);


        (await visitor.AtClientAsync()).ShouldCarryCode(request, site.Server.Issuer);
    });

    /// <summary>Without JavaScript the form waits for its button.</summary>
    private static async Task PassFormAsync(Visitor visitor, string mode, bool javaScript)
    {
        if (mode == "form_post" && !javaScript)
        {
            await visitor.Button("Continue").ClickAsync();
        }
    }
}
