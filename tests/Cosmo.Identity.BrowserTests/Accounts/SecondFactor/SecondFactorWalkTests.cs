using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Accounts.SecondFactor;

/// <summary>Somebody sets up an authenticator app, signs in with it, without it, and on a device that is remembered; with scripts and without.</summary>
public sealed class SecondFactorWalkTests(Site site)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task From_the_set_up_to_the_remembered_device(bool javaScript) => site.VisitAsync(Look.Desk with { JavaScript = javaScript }, async visitor =>
    {
        var person = site.NextForgetful();
        await visitor.SignInHereAsync(person);
        await visitor.OpenAsync(Authenticator.FactorsPath);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Set up an authenticator app" }).ClickAsync();
        await visitor.AtAsync(Authenticator.SetUpPath);


        var app = await visitor.SetUpAppAsync();
        app.RecoveryCodes.Count.ShouldBe(10);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "I have kept them; continue" }).ClickAsync();
        await visitor.AtAsync(Authenticator.FactorsPath);
        await site.Server.ForgetStepsAsync();

        await SignOutAsync(visitor);
        await GivePasswordAsync(visitor);
        await visitor.GiveCodeAsync(app.Code());
        await visitor.AtAsync("/");

        await SignOutAsync(visitor);
        await GivePasswordAsync(visitor);
        await visitor.Page.GetByLabel("Do not ask for a code on this device for 30 days").CheckAsync();
        await visitor.GiveCodeAsync(app.RecoveryCodes[0]);
        await visitor.AtAsync("/");

        await SignOutAsync(visitor);
        // By the page, with the cookie by which this browser is known.
        await visitor.OpenAsync("/login");
        await visitor.SignInAsync(person);
        await visitor.AtAsync("/");


        // The password alone takes nothing away.
        await visitor.OpenAsync(Authenticator.FactorsPath);
        await visitor.AtAsync("/account/confirm");
        await visitor.Page.GetByLabel("Password").FillAsync(person.Password);
        await visitor.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(app.RecoveryCodes[1]);
        await visitor.Button("Continue").ClickAsync();
        await visitor.AtAsync(Authenticator.FactorsPath);
        (await visitor.Page.GetByText("Recovery codes left").Locator("xpath=..").InnerTextAsync()).ShouldContain("8");
        await visitor.ArriveByAsync(() => visitor.Button("Remove the authenticator app").ClickAsync());
        (await visitor.Page.GetByRole(AriaRole.Status).InnerTextAsync()).ShouldBe("The authenticator app was removed.");

        async Task GivePasswordAsync(Visitor at)
        {
            await at.OpenAsync("/login");
            await at.SignInAsync(person);
            await at.AtAsync(Authenticator.FactorPath);
        }
    });

    private static async Task SignOutAsync(Visitor visitor)
    {
        await visitor.OpenAsync("/connect/logout");
        await visitor.Button("Sign out").ClickAsync();
        await visitor.AtAsync("/signed-out");
    }
}
