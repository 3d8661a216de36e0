using System.Text.Json.Nodes;
using Cosmo.Identity.BrowserTests.Harness;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Accounts.Passkeys;

/// <summary>A passkey in a real browser with an authenticator inside: added, used to sign in and to confirm, and taken away.</summary>
public sealed class PasskeyPageTests(Site site, Servers servers)
{
    [Fact]
    public async Task A_passkey_comes_signs_in_confirms_and_goes()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        // Browsers know passkeys of domains only, and no domain but this one without a certificate.
        var address = new Uri($"http://localhost:{server.Address.Port}");
        await server.StopAsync();
        await server.StartAgainAsync(("Issuer", address.GetLeftPart(UriPartial.Authority)));

        await site.VisitAsync(
            Look.Desk,
            async visitor =>
            {
                await visitor.SignInHereAsync(People.Ada);
                await AddAuthenticatorAsync(visitor);


                await visitor.OpenAsync("/account/passkeys");
                await visitor.Page.GetByLabel("Name").FillAsync("Desk key");
                await visitor.ArriveByAsync(() => visitor.Button("Add a passkey").ClickAsync());
                (await visitor.Page.GetByRole(AriaRole.Status).InnerTextAsync()).ShouldContain("The passkey was added");
                (await visitor.Page.Locator("tbody").InnerTextAsync()).ShouldContain("Desk key");

                await SignOutAsync(visitor);
                await visitor.OpenAsync("/login");
                await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with a passkey" }).ClickAsync();
                await visitor.AtAsync("/");

                await server.Database.ForgetProofsAsync(People.Ada);
                await visitor.OpenAsync("/account/password");
                await visitor.AtAsync("/account/confirm");
                await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Use a passkey instead" }).ClickAsync();
                await visitor.AtAsync("/account/password");

                await visitor.OpenAsync("/account/passkeys");
                await visitor.Page.Locator("summary").ClickAsync();
                await visitor.ArriveByAsync(() => visitor.Button("Remove Desk key").ClickAsync());
                (await visitor.Page.GetByRole(AriaRole.Status).InnerTextAsync()).ShouldContain("The passkey was removed");
                await SignOutAsync(visitor);
                await visitor.OpenAsync("/login/passkey");
                await visitor.Page.Locator("#error").WaitForAsync();
            },
            address);
    }

    [Fact]
    public Task Without_scripts_the_page_says_what_it_needs() => site.VisitAsync(Look.Desk with { JavaScript = false }, async visitor =>
    {
        await visitor.OpenAsync("/login");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await visitor.AtAsync("/login/passkey");


        (await visitor.Page.Locator("main").InnerTextAsync()).ShouldContain("Passkeys need JavaScript");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with a password" }).ClickAsync();
        await visitor.AtAsync("/login");
    });

    [Fact]
    public Task Who_has_none_at_hand_reads_so_and_can_try_again() => site.VisitAsync(Look.Desk, async visitor =>
    {
        // The shared provider is an IP address, of which no browser knows passkeys.
        await visitor.OpenAsync("/login/passkey");


        await visitor.Page.GetByText("No passkey was used.").WaitForAsync();
        await visitor.Button("Use a passkey").ClickAsync();
        await visitor.Page.GetByText("No passkey was used.").WaitForAsync();
    });

    private static async Task AddAuthenticatorAsync(Visitor visitor)
    {
        var devTools = await visitor.Page.Context.NewCDPSessionAsync(visitor.Page);
        await devTools.SendAsync("WebAuthn.enable");
        await devTools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new JsonObject
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }

    private static async Task SignOutAsync(Visitor visitor)
    {
        await visitor.OpenAsync("/connect/logout");
        await visitor.ArriveByAsync(() => visitor.Button("Sign out").ClickAsync());
    }
}
