using Cosmo.Identity.Accounts.Security;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Security;

/// <summary>People read what happened to their account in plain words, failures of strangers too, and nothing of anybody else's (V115).</summary>
[Collection(nameof(OwnArea))]
public sealed class HistoryTests(AuditedServers servers)
{
    private const string Url = "/account/history";

    [Fact]
    public async Task It_tells_of_sign_ins_and_of_those_who_failed()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var stranger = server.NewBrowser();
        using var browser = server.NewBrowser();
        await stranger.SignInAsync(await stranger.OpenAsync("/login"), People.Heidi, "typed-by-a-stranger");
        await browser.SignInAsync(People.Heidi);

        var page = (await browser.OpenAsync(Url)).At(Url);

        var rows = page.Document.QuerySelectorAll("tbody tr").Select(row => row.TextContent).ToList();
        rows.ShouldContain(row => row.Contains("Tried to sign in with a wrong password") && row.Contains("Firefox on Linux") && row.Contains("127.0.0.1"));
        rows.ShouldContain(row => row.Contains("Signed in"));
        page.Document.QuerySelectorAll("tbody time[datetime]").Length.ShouldBe(rows.Count);
        page.Answer.Body.ShouldNotContain("typed-by-a-stranger");
    }

    [Theory]
    [BothDatabases]
    public async Task It_is_paged_newest_first_and_knows_nobody_else(Database database)
    {
        var server = await servers.OnAsync(database);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var (ada, grace) = (await SubjectAsync(server, People.Ada), await SubjectAsync(server, People.Grace));
        await using (var trail = await Trail.OpenAsync(server.Database))
        {
            for (var i = 0; i < 55; i++)
            {
                await trail.RecordAsync(new SecurityEvent { Type = SecurityEventType.RefreshTokenReused, SubjectId = ada, IpAddress = "192.0.2.9", ClientId = "web", Details = "{\"family\":\"of the house\"}" });
            }

            await trail.RecordAsync(new SecurityEvent { Type = SecurityEventType.RefreshTokenReused, SubjectId = grace, IpAddress = "192.0.2.77" });
        }


        var first = (await browser.OpenAsync(Url)).At(Url);
        var older = first.Document.QuerySelector("a[rel=next]")!.GetAttribute("href")!;
        var second = (await browser.OpenAsync(older)).At(Url);


        first.Document.QuerySelectorAll("tbody tr").Length.ShouldBe(50);
        first.Document.QuerySelectorAll("tbody tr")[0].TextContent.ShouldContain("perhaps by a thief");
        first.Document.QuerySelectorAll("tbody tr")[0].TextContent.ShouldContain("Danger");
        first.Document.QuerySelectorAll("tbody tr")[0].TextContent.ShouldContain("Client at web.example.test");
        second.Document.QuerySelectorAll("tbody tr").Count(row => row.TextContent.Contains("perhaps by a thief")).ShouldBe(5);
        second.Document.QuerySelectorAll("tbody tr").ShouldContain(row => row.TextContent.Contains("Signed in"));
        (first.Answer.Body + second.Answer.Body).ShouldNotContain("192.0.2.77");
        (first.Answer.Body + second.Answer.Body).ShouldNotContain("of the house");
        (await browser.OpenAsync("/account")).At("/account").Document.QuerySelectorAll(".entries li").Length.ShouldBe(5);
    }

    [Theory]
    [InlineData("?before=x")]
    [InlineData("?before=1")]
    public async Task What_cannot_be_asked_for_is_refused(string query)
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);

        (await browser.OpenAsync(Url + query)).ShouldBeErrorPage();
    }

    [Theory]
    [InlineData("Firefox on Linux (desktop)", "Firefox on Linux")]
    [InlineData("Unknown on Unknown (unknown)", "Unknown device")]
    [InlineData("Unknown on Android (mobile)", "Android")]
    [InlineData("curl on Unknown (program)", "curl")]
    [InlineData("something else", "something else")]
    [InlineData("", "")]
    [InlineData(null, "None: done on this server")]
    public void A_device_is_called_as_people_do(string? description, string words) => DeviceWords.Of(description).ShouldBe(words);

    [Fact]
    public void Every_event_that_is_about_a_person_has_words_of_its_own()
    {
        // 1000 authentication, 2000 tokens, 3000 sessions, 4000 accounts, 5000 second factors.
        SecurityEventCatalogue.All.Where(kind => (int)kind.Type < 6000 && !EventWords.Has(kind.Type)).ShouldBeEmpty();
    }

    private static async Task<Guid> SubjectAsync(RunningServer server, Person person) =>
        Guid.Parse(Jwt.Parse((await server.As(Registrations.Mobile).PasswordAsync(person, "openid")).ShouldSucceed().AccessToken).Claim("sub")!);
}
