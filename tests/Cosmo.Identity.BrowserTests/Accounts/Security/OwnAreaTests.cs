using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Accounts.Security;

/// <summary>People look after their own account, with the keyboard alone and without scripts.</summary>
public sealed class OwnAreaTests(Site site)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Every_page_is_reached_by_the_keyboard(bool javaScript) => site.VisitAsync(Look.Desk with { JavaScript = javaScript }, async visitor =>
    {
        await visitor.SignInHereAsync(People.Ada);
        await FollowAsync(visitor, "Your account");


        foreach (var (name, path, heading) in new[]
        {
            ("Sessions", "/account/sessions", "Your sessions"),
            ("Applications", "/account/applications", "Connected applications"),
            ("History", "/account/history", "What happened to your account"),
            ("Password", "/account/password", "Change your password"),
            ("Second factor", "/account/factors", "Second factor"),
            ("Profile", "/account/profile", "Your profile"),
            ("E-mail", "/account/email", "Your e-mail address"),
            ("Your data", "/account/data", "Your data"),
            ("Delete account", "/account/delete", "Delete your account"),
            ("Overview", "/account", "Your account"),
            ("Sign out", "/connect/logout", "Sign out of Cosmo Identity?"),
        })
        {
            await FollowAsync(visitor, name);
            await visitor.AtAsync(path);
            (await visitor.Heading.InnerTextAsync()).ShouldBe(heading);
            (await visitor.Page.Locator("nav [aria-current=page]").AllInnerTextsAsync()).ShouldBe(path == "/connect/logout" ? [] : [name]);
        }
    });

    [Fact]
    public Task On_a_narrow_screen_a_button_says_where_one_is_and_opens_the_rest() => site.VisitAsync(Look.Desk with { JavaScript = false }, async visitor =>
    {
        await visitor.SignInHereAsync(People.Ada);
        await visitor.Page.SetViewportSizeAsync(390, 844);
        await visitor.OpenAsync("/account/factors/set-up");
        var menu = visitor.Button("Menu Second factor");
        var history = visitor.Page.GetByRole(AriaRole.Link, new() { Name = "History" });


        await menu.FocusAsync();
        var before = await history.IsVisibleAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await history.WaitForAsync();
        var current = await visitor.Page.Locator("nav [aria-current=true]").AllInnerTextsAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await history.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await visitor.Page.Keyboard.PressAsync("Enter");
        await FollowAsync(visitor, "History");


        before.ShouldBeFalse();
        current.ShouldBe(["Second factor"]);
        await visitor.AtAsync("/account/history");
    });

    [Fact]
    public Task A_session_that_is_ended_here_dies_there() => site.VisitAsync(Look.Desk, async here =>
    {
        await here.SignInHereAsync(site.Uma);
        await site.VisitAsync(Look.Desk, async there =>
        {
            await there.SignInHereAsync(site.Uma);
            await here.OpenAsync("/account/sessions");
            var others = here.Page.Locator("tbody button");
            var before = await others.CountAsync();


            await here.Button("End all other sessions").FocusAsync();
            await here.ArriveByAsync(() => here.Page.Keyboard.PressAsync("Enter"));


            before.ShouldBeGreaterThan(0);
            await Assertions.Expect(others).ToHaveCountAsync(0);
            (await here.Page.GetByRole(AriaRole.Status).InnerTextAsync()).ShouldBe("All other sessions were ended.");
            await there.OpenAsync("/account");
            await there.AtAsync("/login");
        });
    });

    [Fact]
    public Task An_application_that_is_withdrawn_has_to_ask_again() => site.VisitAsync(Look.Desk, async visitor =>
    {
        await visitor.SignInHereAsync(People.Olga);
        await visitor.OpenAsync(new AuthorizationRequest(site.Shop, "openid profile").Url);
        await visitor.Button("Allow").ClickAsync();
        await visitor.AtClientAsync();
        await visitor.OpenAsync("/account/applications");


        var row = visitor.Page.Locator("tbody tr", new() { HasText = "Corner shop" });
        (await row.InnerTextAsync()).ShouldContain("See your profile");
        await visitor.ArriveByAsync(() => row.GetByRole(AriaRole.Button).ClickAsync());


        await Assertions.Expect(visitor.Page.GetByText("Corner shop")).ToHaveCountAsync(0);
        await visitor.OpenAsync(new AuthorizationRequest(site.Shop, "openid profile").Url);
        await visitor.AtAsync("/consent");
    });

    [Fact]
    public Task An_old_sign_in_is_confirmed_before_the_password_is_changed() => site.VisitAsync(Look.Desk, async visitor =>
    {
        const string another = "Noon-Number-1892-changed";
        await visitor.SignInHereAsync(site.Tess);
        await site.Server.Database.ForgetProofsAsync(site.Tess);


        await visitor.OpenAsync("/account/password");
        await visitor.AtAsync("/account/confirm");
        await visitor.EnterPasswordAsync(site.Tess.Password);
        await visitor.AtAsync("/account/password");
        await ChangeAsync(visitor, site.Tess.Password, another);


        (await visitor.Page.GetByRole(AriaRole.Status).InnerTextAsync()).ShouldContain("Your password was changed.");
        await ChangeAsync(visitor, another, site.Tess.Password);
        (await visitor.Page.GetByRole(AriaRole.Status).InnerTextAsync()).ShouldContain("Your password was changed.");
    });

    private static async Task ChangeAsync(Visitor visitor, string current, string chosen)
    {
        await visitor.Page.GetByLabel("Current password").FillAsync(current);
        await visitor.Page.GetByLabel("New password", new() { Exact = true }).FillAsync(chosen);
        await visitor.Page.GetByLabel("New password once more").FillAsync(chosen);
        await visitor.ArriveByAsync(() => visitor.Page.Keyboard.PressAsync("Enter"));
    }

    /// <summary>Goes to a link by Tab, as far as it takes, and follows it.</summary>
    private static async Task FollowAsync(Visitor visitor, string name)
    {
        var link = visitor.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).First;
        for (var steps = 0; steps < 40; steps++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            if (await link.EvaluateAsync<bool>("link => link === document.activeElement"))
            {
                await visitor.ArriveByAsync(() => visitor.Page.Keyboard.PressAsync("Enter"));
                return;
            }
        }

        Assert.Fail($"no link '{name}' is reached by Tab");
    }
}
