using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Accounts.Login;

/// <summary>The login page as people meet it: with and without JavaScript, without a mouse, in two tabs, a second time.</summary>
public sealed class LoginPageTests(Site site)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task The_front_page_says_who_signed_in(bool javaScript) => site.VisitAsync(Look.Desk with { JavaScript = javaScript }, async visitor =>
    {
        await visitor.OpenAsync("/");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();


        await visitor.SignInAsync(People.Ada);


        await visitor.AtAsync("/");
        (await visitor.Page.Locator("main").InnerTextAsync()).ShouldContain("You are signed in as ada.");
    });

    [Fact]
    public Task A_wrong_password_is_said_and_the_next_try_needs_the_password_only() => site.VisitAsync(Look.Desk, async visitor =>
    {
        await visitor.OpenAsync("/login");


        await visitor.SignInAsync(People.Heidi, "not-the-goatherd");


        var alert = visitor.Page.GetByRole(AriaRole.Alert);
        (await alert.InnerTextAsync()).ShouldStartWith("The user name or password is not correct.");
        (await visitor.Page.TitleAsync()).ShouldStartWith("Error: ", Case.Sensitive, "a screen reader says the title first");
        (await visitor.Page.GetByLabel("User name").InputValueAsync()).ShouldBe(People.Heidi.UserName);
        await ShouldFocusAsync(visitor, "Password");
        await visitor.Page.Keyboard.TypeAsync(People.Heidi.Password);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.AtAsync("/");
    });

    [Fact]
    public Task Keys_alone_lead_through_login_and_consent() => site.VisitAsync(Look.Desk, async visitor =>
    {
        var request = new AuthorizationRequest(site.Shop, "openid profile").With("prompt", "consent");
        var keys = visitor.Page.Keyboard;
        await visitor.OpenAsync(request.Url);
        await ShouldFocusAsync(visitor, "User name");


        await keys.TypeAsync(People.Ada.UserName);
        await keys.PressAsync("Tab");
        await keys.TypeAsync(People.Ada.Password);
        await keys.PressAsync("Tab");
        await keys.PressAsync("Space");
        (await visitor.Page.GetByLabel("Keep me signed in").IsCheckedAsync()).ShouldBeTrue();
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await visitor.AtAsync("/consent");
        await keys.PressAsync("Tab");
        (await FocusedAsync(visitor)).ShouldBe("Skip to content");
        await keys.PressAsync("Enter");
        await keys.PressAsync("Tab");
        (await FocusedAsync(visitor)).ShouldBe("Deny");
        await keys.PressAsync("Tab");
        (await FocusedAsync(visitor)).ShouldBe("Allow");
        await keys.PressAsync("Enter");


        (await visitor.AtClientAsync()).ShouldCarryCode(request, site.Server.Issuer);
    });

    [Fact]
    public Task Whatever_has_the_focus_shows_it() => site.VisitAsync(Look.Desk, async visitor =>
    {
        await visitor.OpenAsync(new AuthorizationRequest(site.Shop, "openid").Url);
        await ShouldFocusAsync(visitor, "User name");
        List<string> seen = [];


        do
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            seen.Add(await FocusedAsync(visitor));
            (await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle")).ShouldBe("solid", $"no outline around '{seen[^1]}'");
        }
        while (seen[^1].Length > 0 && seen.Count < 20 && !seen[^1].StartsWith("Terms", StringComparison.Ordinal));


        seen.ShouldContain("Sign in");
        seen[^1].ShouldStartWith("Terms of service");
    });

    [Fact]
    public Task Two_tabs_that_a_client_opened_both_lead_to_it() => site.VisitAsync(Look.Desk, async first =>
    {
        var one = new AuthorizationRequest(site.Kiosk, "openid");
        var two = new AuthorizationRequest(site.Kiosk, "openid");
        await first.OpenFromClientAsync(one);
        await first.AtAsync("/login");
        var second = await first.OpenTabAsync();
        await second.OpenFromClientAsync(two);
        await second.AtAsync("/login");


        await first.SignInAsync(People.Ada);
        (await first.AtClientAsync()).ShouldCarryCode(one, site.Server.Issuer);
        await second.SignInAsync(People.Ada);
        (await second.AtClientAsync()).ShouldCarryCode(two, site.Server.Issuer);


        await second.ShouldHaveSeenNothingWrongAsync();
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Who_is_signed_in_proves_it_again_when_the_client_asks(bool javaScript) => site.VisitAsync(Look.Desk with { JavaScript = javaScript }, async visitor =>
    {
        await visitor.SignInHereAsync(People.Ada);
        var request = new AuthorizationRequest(site.Kiosk, "openid profile").With("prompt", "login");
        await visitor.OpenAsync(request.Url);
        (await visitor.Heading.InnerTextAsync()).ShouldBe("Confirm it is you");
        (await visitor.Page.GetByLabel("User name").InputValueAsync()).ShouldBe(People.Ada.UserName);
        (await visitor.Page.GetByLabel("User name").IsEditableAsync()).ShouldBeFalse();


        await visitor.EnterPasswordAsync("not-the-engine");
        (await visitor.Page.GetByRole(AriaRole.Alert).CountAsync()).ShouldBe(1);
        await visitor.EnterPasswordAsync(People.Ada.Password);


        (await visitor.AtClientAsync()).ShouldCarryCode(request, site.Server.Issuer);
    });

    [Fact]
    public Task Another_account_may_answer_instead() => site.VisitAsync(Look.Desk, async visitor =>
    {
        await visitor.SignInHereAsync(People.Ada);
        var request = new AuthorizationRequest(site.Kiosk, "openid profile").With("prompt", "login");
        await visitor.OpenAsync(request.Url);


        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Use another account" }).ClickAsync();
        await visitor.SignInAsync(People.Grace);


        var callback = (await visitor.AtClientAsync()).ShouldCarryCode(request, site.Server.Issuer);
        var tokens = (await site.Server.As(site.Kiosk).RedeemAsync(request, callback.Code)).ShouldSucceed();
        Jwt.Parse(tokens.IdToken).Claim("preferred_username").ShouldBe(People.Grace.UserName);
    });

    /// <summary>Waits until the page's own focus is where it belongs, which a browser sees to a moment after the page is loaded.</summary>
    private static Task ShouldFocusAsync(Visitor visitor, string label) => Assertions.Expect(visitor.Page.GetByLabel(label)).ToBeFocusedAsync();

    private static Task<string> FocusedAsync(Visitor visitor) => visitor.Page.EvaluateAsync<string>("document.activeElement === document.body ? '' : (document.activeElement.innerText || document.activeElement.name)");
}
