using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Security;

/// <summary>What a person has let in they see in words, and take back with effect at once (V029; ASVS 10.4.9, 10.7.3).</summary>
[Collection(nameof(OwnArea))]
public sealed class ConnectedApplicationTests(AuditedServers servers)
{
    private const string Url = "/account/applications";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.ConsentWithdrawn)]
    public async Task Withdrawing_ends_the_consent_and_every_family_together(Database database)
    {
        var server = await servers.OnAsync(database);
        var (partner, web) = (server.As(Registrations.Partner), server.As(Registrations.Web));
        using var here = server.NewBrowser();
        using var there = server.NewBrowser();
        var first = await partner.SignInAsync(People.Ada, "openid offline_access orders.read", here);
        var second = await partner.SignInAsync(People.Ada, "openid offline_access orders.read", there);
        var others = await web.SignInAsync(People.Ada, "openid offline_access", here);
        var trail = await AuditTrail.FromNowAsync(server);


        var list = (await here.OpenAsync(Url)).At(Url);
        var page = await here.PostFormAsync(Url + "?handler=Withdraw", ("client", "partner"));


        var row = list.Document.QuerySelectorAll("tbody tr").Single(row => row.TextContent.Contains("Client at partner.example.test"));
        row.TextContent.ShouldContain("Read your orders");
        row.TextContent.ShouldContain("Stay connected");
        row.QuerySelectorAll("time").Length.ShouldBe(2);
        page.At(Url).Document.QuerySelector("table")!.TextContent.ShouldNotContain("partner");
        foreach (var tokens in new[] { first, second })
        {
            (await partner.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
            (await partner.UserInfoAsync(tokens.AccessToken)).ShouldRefuseBearer();
            (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        }

        (await here.OpenAsync(partner.Authorization("openid").Url)).At("/consent");
        (await web.RefreshAsync(others.RefreshToken)).ShouldSucceed();
        (await trail.NewAsync()).Single(fact => fact.Type == SecurityEventType.ConsentWithdrawn)
            .ShouldBeOfARequest(Guid.Parse(Jwt.Parse(first.IdToken).Claim("sub")!), "partner", Guid.Parse(Jwt.Parse(first.IdToken).Claim("sid")!));
    }

    [Theory]
    [BothDatabases]
    public async Task Withdrawing_ends_the_sessions_that_the_application_itself_began(Database database)
    {
        var server = await servers.OnAsync(database);
        var mobile = server.As(Registrations.Mobile);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Grace);
        var tokens = (await mobile.PasswordAsync(People.Grace)).ShouldSucceed();


        (await browser.PostFormAsync(Url + "?handler=Withdraw", ("client", "mobile"))).At(Url);


        (await mobile.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await browser.OpenAsync("/account/sessions")).Answer.Body.ShouldNotContain(Jwt.Parse(tokens.AccessToken).Claim("sid")!);
        await browser.ShouldBeInAsync(People.Grace);
    }

    [Theory]
    [InlineData("partner")]
    [InlineData("nobody")]
    [InlineData("")]
    [InlineData("<script>")]
    public async Task What_is_not_connected_cannot_be_withdrawn_and_others_keep_theirs(string client)
    {
        // V115: Heidi names what Olga has.
        var server = await servers.OnAsync(Database.Sqlite);
        var partner = server.As(Registrations.Partner);
        using var olgas = server.NewBrowser();
        using var heidis = server.NewBrowser();
        var tokens = await partner.SignInAsync(People.Olga, "openid offline_access", olgas);
        await heidis.SignInAsync(People.Heidi);

        var page = await heidis.PostFormAsync(Url + "?handler=Withdraw", ("client", client));

        page.Answer.Status.ShouldBe(404, page.Answer.ToString());
        (await partner.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
        (await olgas.OpenAsync(Url)).At(Url).Document.Body!.TextContent.ShouldContain("Client at partner.example.test");
        (await heidis.OpenAsync(Url)).At(Url).Document.Body!.TextContent.ShouldContain("No application is connected");
    }
}
