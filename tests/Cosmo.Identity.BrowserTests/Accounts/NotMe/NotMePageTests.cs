using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Accounts.NotMe;

/// <summary>A stranger signs in on another device: the owner reads of it, says that it was not them, and gets in again with a new password.</summary>
public sealed class NotMePageTests(Site site)
{
    private const string NewPassword = "eyes-wide-open-since-then";

    [Fact]
    public Task The_owner_throws_a_stranger_out_without_scripts() => site.VisitAsync(Look.Desk with { JavaScript = false }, async owner =>
    {
        var person = site.NextWatchful();
        await owner.SignInHereAsync(person);
        await site.VisitAsync(Look.Desk, async stranger =>
        {
            await stranger.SignInHereAsync(person);


            await owner.OpenAsync(Postbox.LinkIn(await new Postbox(site.Server).NextAsync(person, "New sign-in to your account")).PathAndQuery);
            await owner.Button("Sign everybody out").ClickAsync();
            await owner.Page.GetByText("Your account is safe").WaitForAsync();


            await stranger.OpenAsync("/account");
            await stranger.AtAsync("/login");
            await stranger.SignInAsync(person);
            await stranger.Page.GetByRole(AriaRole.Alert).WaitForAsync();
            await owner.OpenAsync("/account");
            await owner.AtAsync("/login");
            await owner.OpenAsync(Postbox.LinkIn(await new Postbox(site.Server).NextAsync(person, "Your account is safe: choose a new password")).PathAndQuery);
            await owner.ChooseAsync(NewPassword);
            await owner.OpenAsync("/login");
            await owner.SignInAsync(person, NewPassword);
            await owner.AtAsync("/");
            await owner.OpenAsync("/account");
            (await owner.Page.Locator(".entries").InnerTextAsync()).ShouldContain("You said that it was not you");
        });
    });

    [Fact]
    public Task A_language_is_chosen_at_the_foot_of_the_page_without_scripts() => site.VisitAsync(Look.Desk with { JavaScript = false }, async visitor =>
    {
        await visitor.OpenAsync("/forgot-password?returnUrl=/account");


        await visitor.Button("Deutsch").ClickAsync();
        await visitor.Page.GetByText("Passwort vergessen?").WaitForAsync();
        var german = new Uri(visitor.Page.Url).PathAndQuery;
        await visitor.Button("English").ClickAsync();
        await visitor.Page.GetByText("Forgot your password?").WaitForAsync();


        german.ShouldBe("/forgot-password?returnUrl=/account");
        (await visitor.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe("en");
    });
}
