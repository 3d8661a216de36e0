using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.ChangePassword;

/// <summary>Another password ends everything that stood on the old one, but for the session it is changed in (V031; ASVS 6.2.2, 6.2.3, 7.4.3).</summary>
public sealed class ChangePasswordTests(AuditedServers servers) : IClassFixture<AuditedServers>
{
    private const string Url = "/account/password";
    private const string New = "Punched-Cards-Number-1843";

    [Theory]
    [BothDatabases]
    public async Task It_ends_every_other_session_and_all_their_tokens(Database database)
    {
        var server = await servers.OnAsync(database);
        var (web, mobile) = (server.As(Registrations.Web), server.As(Registrations.Mobile));
        using var here = server.NewBrowser();
        using var there = server.NewBrowser();
        var ofThisSession = await web.SignInAsync(People.Ada, "openid offline_access", here);
        var ofAnother = await web.SignInAsync(People.Ada, "openid offline_access", there);
        var onThePhone = (await mobile.PasswordAsync(People.Ada)).ShouldSucceed();
        var before = here.Cookie("cosmo-session")!;
        var trail = await AuditTrail.FromNowAsync(server);


        var page = await ChangeAsync(here, People.Ada.Password, New);


        page.At(Url).Document.QuerySelector("[role=status]")!.TextContent.ShouldContain("Your password was changed.");
        here.Trail[0].Status.ShouldBe(303);
        await here.ShouldBeInAsync(People.Ada);
        (await web.RefreshAsync(ofThisSession.RefreshToken)).ShouldSucceed();
        (await server.Http.GetAsync("/account", ("Cookie", "cosmo-session=" + before))).Location!.AbsolutePath.ShouldBe("/login");
        await there.ShouldBeOutAsync();
        (await web.RefreshAsync(ofAnother.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await web.UserInfoAsync(ofAnother.AccessToken)).ShouldRefuseBearer();
        (await mobile.RefreshAsync(onThePhone.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await server.As(Registrations.OrdersApi).IntrospectAsync(onThePhone.AccessToken)).ShouldBeInactive();
        (await mobile.PasswordAsync(People.Ada)).ShouldFail(400, "invalid_grant");
        (await mobile.PasswordAsync(People.Ada, password: New)).ShouldSucceed();
        var facts = (await trail.NewAsync()).Where(row => row.Type is SecurityEventType.PasswordChanged or SecurityEventType.OtherSessionsRevoked).ToList();
        facts.Select(row => row.Type).ShouldBe([SecurityEventType.PasswordChanged, SecurityEventType.OtherSessionsRevoked], ignoreOrder: true);
        var (subject, session) = (Guid.Parse(Jwt.Parse(ofThisSession.IdToken).Claim("sub")!), Guid.Parse(Jwt.Parse(ofThisSession.IdToken).Claim("sid")!));
        facts.ForEach(fact => fact.ShouldBeOfARequest(subject, null, session));
        facts[0].Field("password_hash").ShouldBe(("redacted", "redacted"));
        var told = await new Postbox(server).NextAsync(People.Ada, "Your password was changed");
        told.TextBody!.ShouldContain("somebody who knew the old one");
        Postbox.LinkIn(told).AbsolutePath.ShouldBe("/account/not-me");
    }

    [Theory]
    [BothDatabases]
    public async Task Of_many_changes_at_once_one_wins_and_the_others_say_so(Database database)
    {
        // ASVS 2.3.4, 15.4.2.
        var server = await servers.OnAsync(database);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Olga);
        var token = await browser.FormTokenAsync();
        var cookies = browser.CookieHeader;
        string[] passwords = [.. Enumerable.Range(0, 8).Select(number => $"Parallel-Number-{number}-olga")];


        var answers = await Task.WhenAll(passwords.Select(password => server.Http.PostAsync(
            Url,
            [("CurrentPassword", People.Olga.Password), ("NewPassword", password), ("NewPasswordAgain", password), ("__RequestVerificationToken", token)],
            cookies)));


        var winner = answers.Index().Where(answer => answer.Item.Location?.Query == "?done=changed").ShouldHaveSingleItem().Index;
        // Too late for the stamp, for the old password, or for the cookie.
        answers.Where((_, index) => index != winner).ShouldAllBe(answer => answer.Status == 409 || answer.Status == 200 || answer.Location!.AbsolutePath == "/login");
        (await server.As(Registrations.Mobile).PasswordAsync(People.Olga, password: passwords[winner])).ShouldSucceed();
        (await server.As(Registrations.Mobile).PasswordAsync(People.Olga, password: passwords[(winner + 1) % passwords.Length])).ShouldFail(400, "invalid_grant");
        (await server.Database.CountAsync(
            $"SELECT count(*) FROM security_events WHERE type = {(int)SecurityEventType.PasswordChanged} AND subject_id = (SELECT id FROM users WHERE user_name = 'olga')")).ShouldBe(1);
    }

    [Theory]
    [InlineData("wrong", New, New, "The current password is not correct.")]
    [InlineData(null, "short", "short", "fewer than 8 characters")]
    [InlineData(null, New, New + "x", "not typed the same twice")]
    [InlineData(null, "Grace@Example.test", "Grace@Example.test", "little more than your user name, e-mail address or name")]
    [InlineData(null, "password123", "password123", "lists of passwords that attackers try first")]
    [InlineData(null, "Moth-Number-1947-relay-70", "Moth-Number-1947-relay-70", "is the one you have")]
    public async Task What_cannot_be_done_is_said_and_changes_nothing(string? current, string chosen, string again, string reason)
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Grace);

        var page = await ChangeAsync(browser, current ?? People.Grace.Password, chosen, again);

        page.At(Url).Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain(reason);
        page.Document.QuerySelectorAll("[aria-invalid=true]").ShouldHaveSingleItem();
        page.Answer.Body.ShouldNotContain(chosen);
        (await server.As(Registrations.Mobile).PasswordAsync(People.Grace)).ShouldSucceed();
        await browser.ShouldBeInAsync(People.Grace);
    }

    [Fact]
    public async Task A_form_cannot_say_whose_password_it_is()
    {
        // V063, ASVS 15.3.3.
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Grace);

        await browser.PostFormAsync(
            Url, ("CurrentPassword", People.Heidi.Password), ("NewPassword", New), ("NewPasswordAgain", New), ("UserName", "heidi"), ("user", "heidi"));

        (await server.As(Registrations.Mobile).PasswordAsync(People.Heidi)).ShouldSucceed();
        (await server.As(Registrations.Mobile).PasswordAsync(People.Grace)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task A_session_that_stands_on_an_old_stamp_is_none(Database database)
    {
        // Somebody signs in with the old password in the very moment of the change: their session is written after all others ended.
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Web);
        using var browser = server.NewBrowser();
        var tokens = await client.SignInAsync(People.Heidi, "openid offline_access", browser);
        await browser.ShouldBeInAsync(People.Heidi);


        await server.Database.ExecuteAsync("UPDATE users SET security_stamp = 'another' WHERE user_name = 'heidi'");


        await browser.ShouldBeOutAsync();
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
    }

    private static Task<Page> ChangeAsync(Browser browser, string current, string chosen, string? again = null) => browser.PostFormAsync(
        Url, ("CurrentPassword", current), ("NewPassword", chosen), ("NewPasswordAgain", again ?? chosen));
}
