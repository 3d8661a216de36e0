using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Accounts.ResetPassword;

/// <summary>A person who has forgotten their password on the way to an application gets there all the same.</summary>
public sealed class ResetPasswordPageTests(Site site)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task From_the_client_over_a_mail_back_to_the_client(bool javaScript) => site.VisitAsync(Look.Desk with { JavaScript = javaScript }, async visitor =>
    {
        var person = site.NextForgetful();
        var request = new AuthorizationRequest(site.Kiosk, "openid profile");
        await visitor.OpenFromClientAsync(request);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Forgot your password?" }).ClickAsync();


        await visitor.AskForLinkAsync(Postbox.AddressOf(person));
        await visitor.OpenLinkInMailAsync(person);
        await visitor.ChooseAsync("remembered at last");
        (await visitor.Heading.InnerTextAsync()).ShouldBe("Your password is set");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await visitor.AtAsync("/login");
        await visitor.SignInAsync(person);
        (await visitor.Page.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldStartWith("The user name or password is not correct.");
        await visitor.EnterPasswordAsync("remembered at last");


        var callback = (await visitor.AtClientAsync()).ShouldCarryCode(request, site.Server.Issuer);
        var tokens = (await site.Server.As(site.Kiosk).RedeemAsync(request, callback.Code)).ShouldSucceed();
        Jwt.Parse(tokens.IdToken).Claim("preferred_username").ShouldBe(person.UserName);
    });

    [Fact]
    public Task What_will_not_do_is_said_and_the_link_still_works() => site.VisitAsync(Look.Desk, async visitor =>
    {
        var person = site.NextForgetful();
        await visitor.OpenMailedLinkAsync(person);


        await visitor.ChooseAsync("short");


        (await visitor.Page.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldBe("Choose another password. It has fewer than 8 characters.");
        (await visitor.Page.TitleAsync()).ShouldStartWith("Error: ");
        await Assertions.Expect(visitor.Page.GetByLabel("New password")).ToBeFocusedAsync();
        await visitor.ChooseAsync("long enough this time");
        (await visitor.Heading.InnerTextAsync()).ShouldBe("Your password is set");
    });
}
