using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Authorize;

/// <summary>A third party gets what the person was shown and allowed, no more (ASVS 10.7.1 to 10.7.3; OAUTH-17, R-23).</summary>
public sealed class ConsentTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task Consent_is_asked_once_and_remembered(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Partner);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Grace);
        var first = client.Authorization("openid orders.read");
        var second = client.Authorization("openid orders.read");
        var narrower = client.Authorization("openid");
        var wider = client.Authorization("openid orders.read orders.write");


        var consent = (await browser.OpenAsync(first.Url)).At("/consent");
        (await browser.DecideAsync(consent, "allow")).AtClient().ShouldCarryCode(first, server.Issuer);


        (await browser.OpenAsync(second.Url)).AtClient().ShouldCarryCode(second, server.Issuer);
        (await browser.OpenAsync(narrower.Url)).AtClient().ShouldCarryCode(narrower, server.Issuer);
        (await browser.OpenAsync(wider.Url)).At("/consent");
    }

    [Fact]
    public async Task The_page_names_the_client_and_each_thing_it_asks_for()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = server.As(Registrations.Partner).Authorization("openid email orders.write").With("prompt", "consent");

        var consent = (await browser.OpenAsync(request.Url)).At("/consent");

        consent.Document.Body!.TextContent.ShouldContain("Client at partner.example.test");
        consent.Document.Body.TextContent.ShouldContain("Place and change orders");
        consent.Document.Body.TextContent.ShouldNotContain("See what is in stock");
    }

    [Fact]
    public async Task Denying_is_access_denied_and_grants_nothing()
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = server.As(Registrations.Partner).Authorization("openid address").With("prompt", "consent");
        var silent = server.As(Registrations.Partner).Authorization("openid address").With("prompt", "none");

        var consent = await browser.OpenAsync(request.Url);
        var denied = await browser.DecideAsync(consent, "deny");

        denied.AtClient().ShouldFail(request, server.Issuer, "access_denied");
        (await browser.OpenAsync(silent.Url)).AtClient().ShouldFail(silent, server.Issuer, "consent_required", "interaction_required");
    }

    [Fact]
    public async Task What_is_granted_is_what_was_shown_whatever_the_form_says()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Partner);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = client.Authorization("openid orders.read").With("prompt", "consent");

        var consent = (await browser.OpenAsync(request.Url)).At("/consent");
        var page = await browser.SubmitAsync(consent, "decision", ("decision", "allow"), ("scope", "openid orders.read orders.write"), ("Scopes", "orders.write"));
        var tokens = (await client.RedeemAsync(request, page.AtClient().Code)).ShouldSucceed();

        Jwt.Parse(tokens.AccessToken).Claim("scope")!.Split(' ').ShouldNotContain("orders.write");
    }

    [Theory]
    [InlineData("__RequestVerificationToken", "")]
    [InlineData("__RequestVerificationToken", "CfDJ8forged")]
    public async Task A_forged_form_of_another_site_is_refused(string name, string value)
    {
        var server = await servers.AnyAsync();
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var request = server.As(Registrations.Partner).Authorization("openid email").With("prompt", "consent");

        var consent = (await browser.OpenAsync(request.Url)).At("/consent");
        var page = await browser.SubmitAsync(consent, "decision", ("decision", "allow"), (name, value));

        page.Callback.ShouldBeNull();
        page.Answer.Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_consent_page_of_one_person_cannot_be_answered_by_another()
    {
        // SESS-04: two people in one browser.
        var server = await servers.AnyAsync();
        using var adas = server.NewBrowser();
        using var heidis = server.NewBrowser();
        await adas.SignInAsync(People.Ada);
        await heidis.SignInAsync(People.Heidi);
        var request = server.As(Registrations.Partner).Authorization("openid email phone").With("prompt", "consent");

        var consent = (await adas.OpenAsync(request.Url)).At("/consent");
        var page = await heidis.OpenAsync(consent.Answer.Url.AbsoluteUri);

        (page.Callback?["code"]).ShouldBeNull();
        page.Document.Body!.TextContent.ShouldNotContain("Ada Lovelace");
    }
}
