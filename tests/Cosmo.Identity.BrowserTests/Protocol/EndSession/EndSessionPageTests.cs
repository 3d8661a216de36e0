using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Protocol.EndSession;

/// <summary>Signing out as people meet it: asked first, unless their client proves who asks.</summary>
public sealed class EndSessionPageTests(Site site)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Without_a_hint_the_person_is_asked_and_may_stay(bool javaScript) => site.VisitAsync(Look.Desk with { JavaScript = javaScript }, async visitor =>
    {
        await visitor.SignInHereAsync(People.Ada);


        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign out" }).ClickAsync();
        await visitor.AtAsync("/connect/logout");
        await visitor.Button("Stay signed in").ClickAsync();


        await visitor.AtAsync("/");
        (await IsSignedInAsync(visitor)).ShouldBeTrue();
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Who_says_yes_is_signed_out_and_sent_nowhere(bool javaScript) => site.VisitAsync(Look.Desk with { JavaScript = javaScript }, async visitor =>
    {
        await visitor.SignInHereAsync(People.Ada);


        await visitor.OpenAsync("/connect/logout" + Wire.Query([("client_id", site.Kiosk.ClientId), ("post_logout_redirect_uri", site.Kiosk.PostLogoutRedirectUri), ("state", "s")]));
        (await visitor.Page.Locator(".lead").InnerTextAsync()).ShouldStartWith("Kiosk asks to sign you out.");
        await visitor.Button("Sign out").ClickAsync();


        await visitor.AtAsync("/signed-out");
        (await IsSignedInAsync(visitor)).ShouldBeFalse();
    });

    [Theory]
    [InlineData("GET", true)]
    [InlineData("GET", false)]
    [InlineData("POST", true)]
    public Task With_the_hint_of_its_own_session_a_client_gets_the_person_back(string method, bool javaScript) => site.VisitAsync(Look.Desk with { JavaScript = javaScript }, async visitor =>
    {
        var request = new AuthorizationRequest(site.Kiosk, "openid");
        await visitor.OpenFromClientAsync(request);
        await visitor.SignInAsync(People.Ada);
        var callback = await visitor.AtClientAsync();
        var tokens = (await site.Server.As(site.Kiosk).RedeemAsync(request, callback.Code)).ShouldSucceed();
        (string, string)[] parameters = [("id_token_hint", tokens.IdToken), ("post_logout_redirect_uri", site.Kiosk.PostLogoutRedirectUri), ("state", "and back")];


        await (method == "POST" ? visitor.PostFromClientAsync("/connect/logout", parameters) : visitor.OpenAsync("/connect/logout" + Wire.Query(parameters)));


        var back = await visitor.AtClientAsync();
        back.Target.AbsolutePath.ShouldBe("/signed-out");
        back["state"].ShouldBe("and back");
        (await IsSignedInAsync(visitor)).ShouldBeFalse();
    });

    private static async Task<bool> IsSignedInAsync(Visitor visitor)
    {
        await visitor.OpenAsync("/");
        return (await visitor.Page.Locator("main").InnerTextAsync()).Contains("You are signed in", StringComparison.Ordinal);
    }
}
