using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Accounts.Entry;

/// <summary>People come, move and go, in a real browser, with scripts and without.</summary>
public sealed class EntryWalkTests(Site site)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task From_a_client_to_an_account_and_back(bool javaScript) => site.VisitAsync(Look.Desk with { JavaScript = javaScript }, async visitor =>
    {
        var person = Entering.Newcomer();
        await visitor.OpenFromClientAsync(new AuthorizationRequest(site.Kiosk, "openid email"));
        await visitor.AtAsync("/login");


        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Create an account" }).ClickAsync();
        await visitor.AskForAccountAsync(person);
        await visitor.OpenMailAsync(person, "Confirm your address");
        await visitor.Button("Confirm and create the account").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await visitor.SignInAsync(person);


        (await visitor.AtClientAsync()).Code.ShouldNotBeNullOrEmpty();
    });

    [Fact]
    public Task An_address_moves_and_comes_back() => site.VisitAsync(Look.Desk, async visitor =>
    {
        var person = await visitor.ArriveHereAsync();
        var moved = Entering.Newcomer();


        await visitor.AskToMoveAsync(moved);
        await visitor.OpenMailAsync(moved, "Confirm your new address");
        await visitor.Button("Confirm the address").ClickAsync();
        await visitor.Page.GetByText("Your address is confirmed").WaitForAsync();
        await visitor.OpenAsync("/account");
        (await visitor.Page.Locator("dl").First.InnerTextAsync()).ShouldContain(moved.UserName);
        await visitor.OpenMailAsync(person, "Your e-mail address was changed");
        await visitor.Button("Take it back and sign everybody out").ClickAsync();
        await visitor.Page.GetByText("The change was taken back").WaitForAsync();


        await visitor.OpenAsync("/account");
        await visitor.AtAsync("/login");
        await visitor.OpenLinkInMailAsync(person);
        await visitor.ChooseAsync("a-new-password-for-walkers-8");
        await visitor.Page.GetByText("Your password is set").WaitForAsync();
        await visitor.SignInHereAsync(person with { Password = "a-new-password-for-walkers-8" });
    });

    [Fact]
    public Task An_account_is_written_down_and_deleted() => site.VisitAsync(Look.Desk, async visitor =>
    {
        var person = await visitor.ArriveHereAsync();
        await visitor.OpenAsync("/account/profile");
        await visitor.Page.GetByLabel("Nickname").FillAsync("Wal");
        await visitor.Button("Save").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Status).WaitForAsync();
        await visitor.OpenAsync("/account/data");


        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Button("Download my data").ClickAsync());
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Delete my account" }).ClickAsync();
        await visitor.Page.GetByLabel("To confirm, type your user name").FillAsync(person.UserName);
        await visitor.Button("Delete my account for good").ClickAsync();
        await visitor.AtAsync("/account/deleted");


        download.SuggestedFilename.ShouldBe("my-data.json");
        (await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken)).ShouldContain("\"nickname\":\"Wal\"");
        await visitor.OpenAsync("/login");
        await visitor.SignInAsync(person);
        await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync();
    });
}
