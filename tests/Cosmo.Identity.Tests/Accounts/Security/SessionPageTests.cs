using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Security;

/// <summary>People see where they are signed in and end what they want, and nobody else's (ASVS 7.5.2; V115, SESS-10).</summary>
[Collection(nameof(OwnArea))]
public sealed class SessionPageTests(AuditedServers servers)
{
    private const string Url = "/account/sessions";

    [Theory]
    [BothDatabases]
    public async Task A_person_ends_one_session_and_all_that_stands_on_it(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Web);
        using var here = server.NewBrowser();
        using var there = server.NewBrowser();
        await here.SignInAsync(People.Ada);
        var tokens = await client.SignInAsync(People.Ada, "openid offline_access orders.read", there);
        var sid = Jwt.Parse(tokens.IdToken).Claim("sid")!;
        var trail = await AuditTrail.FromNowAsync(server);


        var list = (await here.OpenAsync(Url)).At(Url);
        var form = list.Document.Forms.Single(form => form.QuerySelector("[name=id]")?.GetAttribute("value") == sid);
        var after = await here.PostFormAsync(form.GetAttribute("action")!, ("id", sid));


        list.Document.QuerySelectorAll("tbody tr").First(row => row.TextContent.Contains("This one")).TextContent.ShouldContain("Firefox on Linux");
        here.Trail[0].Status.ShouldBe(303);
        after.At(Url).Document.QuerySelector("[role=status]")!.TextContent.ShouldBe("The session was ended.");
        after.Answer.Body.ShouldNotContain(sid);
        await there.ShouldBeOutAsync();
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await client.UserInfoAsync(tokens.AccessToken)).ShouldRefuseBearer();
        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        await here.ShouldBeInAsync(People.Ada);
        (await trail.NewAsync()).Count(row => row.Type == SecurityEventType.SessionRevoked && row.Session == Guid.Parse(sid)).ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    public async Task A_person_ends_all_others_and_stays(Database database)
    {
        var server = await servers.OnAsync(database);
        using var here = server.NewBrowser();
        using var there = server.NewBrowser();
        await here.SignInAsync(People.Olga);
        await there.SignInAsync(People.Olga);
        var phone = (await server.As(Registrations.Mobile).PasswordAsync(People.Olga)).ShouldSucceed();


        await here.PostFormAsync(Url + "?handler=EndOthers");


        await there.ShouldBeOutAsync();
        (await server.As(Registrations.Mobile).RefreshAsync(phone.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await here.OpenAsync(Url)).At(Url).Document.QuerySelectorAll("tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("This one");
    }

    [Theory]
    [BothDatabases]
    public async Task Another_persons_session_is_not_found_and_lives_on(Database database)
    {
        var server = await servers.OnAsync(database);
        using var adas = server.NewBrowser();
        using var graces = server.NewBrowser();
        await adas.SignInAsync(People.Ada);
        await graces.SignInAsync(People.Grace);
        var sid = await adas.SessionIdAsync();
        var trail = await AuditTrail.FromNowAsync(server);


        var foreign = await graces.PostFormAsync(Url + "?handler=End", ("id", sid));
        var missing = await graces.PostFormAsync(Url + "?handler=End", ("id", Guid.CreateVersion7().ToString()));
        var nonsense = await graces.PostFormAsync(Url + "?handler=End", ("id", "' OR 1=1 --"));


        foreign.Answer.Status.ShouldBe(404, foreign.Answer.ToString());
        missing.Answer.Status.ShouldBe(404);
        nonsense.Answer.Status.ShouldBe(404);
        (await trail.NewAsync()).ShouldNotContain(row => row.Type == SecurityEventType.SessionRevoked && row.Session == Guid.Parse(sid));
        await adas.ShouldBeInAsync(People.Ada);
    }

    [Fact]
    public async Task Ending_the_session_one_is_in_is_signing_out_and_asks_first()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Heidi);
        var sid = await browser.SessionIdAsync();

        var page = await browser.PostFormAsync(Url + "?handler=End", ("id", sid));

        page.At("/connect/logout");
        await browser.ShouldBeInAsync(People.Heidi);
    }

    [Theory]
    [BothDatabases]
    public async Task A_session_that_nothing_can_be_done_with_is_not_listed(Database database)
    {
        // A grant's session has no cookie: when its last family is revoked, it is over.
        var server = await servers.OnAsync(database);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Heidi);
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Heidi)).ShouldSucceed();
        var sid = Jwt.Parse(tokens.AccessToken).Claim("sid")!;
        (await browser.OpenAsync(Url)).Answer.Body.ShouldContain(sid);


        await server.As(Registrations.Mobile).RevokeAsync(tokens.RefreshToken);


        (await browser.OpenAsync(Url)).At(Url).Answer.Body.ShouldNotContain(sid);
    }
}
