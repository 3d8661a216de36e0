using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Accounts.ApiKeys;
using Cosmo.Identity.Tests.Accounts.Lockout;
using Cosmo.Identity.Tests.Accounts.ResetPassword;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.NotMe;

/// <summary>The owner hears of a sign-in on a new device, and one link throws everybody out whom they do not know (issue 4 §5; MAIL-04, MAIL-05, MAIL-10).</summary>
public sealed class NotMeTests(Servers servers)
{
    private const string Url = "/account/not-me";
    private const string Told = "New sign-in to your account";
    private const string Secured = "Your account is safe: choose a new password";
    private const string Phone = "the-phone-of-ada-lovelace";
    private const string Thief = "the-phone-of-somebody-else";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.NotMeReported)]
    public async Task The_link_ends_all_that_a_thief_began_and_lets_the_owner_in_again(Database database)
    {
        await using var server = await servers.StartAsync(database);
        var box = new Postbox(server);
        using var owner = server.NewBrowser();
        using var thief = server.NewBrowser();
        await owner.SignInAsync(People.Ada);
        await thief.SignInAsync(People.Ada);
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        var mail = await box.NextAsync(People.Ada, Told);
        var link = Postbox.LinkIn(mail);
        var before = await server.SecretsAsync();
        await server.Database.AddKeyAsync("ada");
        await server.Database.AddKeyAsync("grace");
        using var reader = server.NewBrowser();


        var page = (await reader.OpenAsync(link.PathAndQuery)).At(Url);
        await reader.OpenAsync(link.PathAndQuery);
        (await server.SecretsAsync()).ShouldBe(before, "opening it changes nothing");
        await thief.ShouldBeInAsync(People.Ada);
        var trail = await AuditTrail.FromNowAsync(server);
        var done = await reader.SubmitAsync(page, "Token");


        mail.TextBody!.ShouldContain("Device: Firefox on Linux (desktop)");
        mail.TextBody!.ShouldContain("Address: 127.0.0.1");
        link.GetLeftPart(UriPartial.Path).ShouldBe(server.Issuer + Url);
        page.Document.QuerySelector("main strong")!.TextContent.ShouldBe("ada");
        page.Resolve(page.Form("Token")!.GetAttribute("action")).PathAndQuery.ShouldBe(Url, "the secret travels in the body");
        page.Document.QuerySelector("footer").ShouldBeNull("no other form holds the secret");
        Resets.Heading(done.At(Url)).ShouldBe("Your account is safe");
        reader.HasSession.ShouldBeFalse("nobody is signed in by a link");
        await owner.ShouldBeOutAsync();
        await thief.ShouldBeOutAsync();
        (await server.As(Registrations.Mobile).RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await server.As(Registrations.OrdersApi).IntrospectAsync(tokens.AccessToken)).ShouldBeInactive();
        (await server.TryAsync(People.Ada)).ShouldFail(400, "invalid_grant");
        (await server.Database.CountAsync("SELECT count(*) FROM known_devices")).ShouldBe(0);
        var facts = (await trail.NewAsync()).Where(fact => fact.Type is SecurityEventType.NotMeReported or SecurityEventType.AllTokensRevoked or SecurityEventType.AllApiKeysEnded).ToList();
        facts.Select(fact => fact.Type).ShouldBe([SecurityEventType.NotMeReported, SecurityEventType.AllTokensRevoked, SecurityEventType.AllApiKeysEnded]);
        (await server.Database.LiveKeysAsync()).ShouldBe(1, "nobody else's end");
        facts.ForEach(fact => fact.ShouldBeOfARequest(Guid.Parse(Jwt.Parse(tokens.AccessToken).Claim("sub")!), null, null));
        facts[1].Detail("reason").ShouldBe("not_me");
        (await server.Database.ContentAsync(server.Folder)).ShouldNotContain(link.Query["?token=".Length..]);

        await server.StopAsync();
        await server.StartAgainAsync();
        (await server.TryAsync(People.Ada)).ShouldFail(400, "invalid_grant");
        var reset = Postbox.LinkIn(await box.NextAsync(People.Ada, Secured));
        (await reader.ChooseAsync(await reader.OpenLinkAsync(reset), "safe-and-sound-since-1842")).ShouldBeDone();
        await owner.SignInAsync(People.Ada with { Password = "safe-and-sound-since-1842" });
        var attention = (await owner.OpenAsync("/account")).At("/account").Document.QuerySelectorAll(".entries li").Select(entry => entry.TextContent).ToList();
        attention.ShouldContain(entry => entry.Contains("Signed in on a device that is new to your account"));
        attention.ShouldContain(entry => entry.Contains("You said that it was not you") && entry.Contains("Warning"));
        attention.ShouldContain(entry => entry.Contains("A new password was set by a mailed link"));
        Postbox.LinkIn(await box.NextAsync(People.Ada, "Your password was changed")).AbsolutePath.ShouldBe(Url);
    }

    [Theory]
    [BothDatabases]
    public async Task Only_what_is_new_is_told_and_once_an_hour(Database database)
    {
        await using var server = await servers.StartAsync(database, Servers.BehindProxy);


        (await server.TryAsync(People.Ada, from: "192.0.2.1", device: Phone)).ShouldSucceed();
        (await server.TryAsync(People.Ada, from: "192.0.2.1", device: Phone)).ShouldSucceed();
        (await server.TryAsync(People.Ada, from: "198.51.100.1", device: Phone)).ShouldSucceed();
        var first = await MailsAsync();
        (await server.TryAsync(People.Ada, from: "203.0.113.1", device: Thief)).ShouldSucceed();
        (await server.TryAsync(People.Ada, from: "203.0.113.1", device: Thief + "-again")).ShouldSucceed();
        var devices = await MailsAsync();
        (await server.TryAsync(People.Ada, from: "203.0.113.2")).ShouldSucceed();
        var known = await MailsAsync();
        (await server.TryAsync(People.Ada, from: "2001:db8::1")).ShouldSucceed();
        var network = await MailsAsync();
        await server.Database.ExecuteAsync("UPDATE mails SET created_at = '2026-01-01 00:00:00'");
        (await server.TryAsync(People.Ada, from: "203.0.113.1", device: Thief + "-later")).ShouldSucceed();


        first.ShouldBeEmpty("the first sign-in is no news, nor is a journey with a known device");
        devices.ShouldBe(["new_device"]);
        known.ShouldBe(["new_device"]);
        network.ShouldBe(["new_device", "new_network"]);
        (await MailsAsync()).ShouldBe(["new_device", "new_network", "new_device"]);
        (await server.Database.CountAsync("SELECT count(*) FROM one_time_tokens")).ShouldBe(3, "there is no link without a mail");

        Task<IReadOnlyList<string>> MailsAsync() => server.Database.LinesAsync("SELECT kind FROM mails ORDER BY id");
    }

    [Theory]
    [BothDatabases]
    public async Task Of_fifty_uses_at_once_one_is_taken(Database database)
    {
        await using var server = await servers.StartAsync(database);
        var box = new Postbox(server);
        var hash = (await server.Database.LinesAsync("SELECT password_hash FROM users WHERE user_name = 'ada'")).Single();
        using var browser = server.NewBrowser();
        using var race = new Race();
        for (var round = 1; round <= Effort.LongRaceRounds; round++)
        {
            // The account is in order again, and what was told is long ago.
            await server.Database.ExecuteAsync($"UPDATE users SET password_hash = '{hash}' WHERE user_name = 'ada'; DELETE FROM known_devices; DELETE FROM mails");
            var page = (await browser.OpenAsync((await LinkAsync(server, box)).PathAndQuery)).At(Url);
            var fields = Page.Fields(page.Form("Token")!).ToList();


            var answers = await Race.AtOnceAsync(_ => server.Http.PostAsync(Url, fields, browser.CookieHeader));


            answers.Select(answer => answer.Status).Distinct().ShouldBeSubsetOf([200, 400]);
            race.ShouldTakeOne(answers, answer => answer.Status == 200);
            (await server.EventsAsync(SecurityEventType.NotMeReported)).ShouldBe(round);
            (await server.Database.CountAsync("SELECT count(*) FROM mails WHERE kind = 'account_secured'")).ShouldBe(1);
        }
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.NotMeRefused)]
    public async Task A_thief_who_changes_the_password_cannot_make_it_useless_but_time_and_use_do(Database database)
    {
        await using var server = await servers.StartAsync(database);
        using var browser = server.NewBrowser();
        var used = await LinkAsync(server);
        await server.Database.ExecuteAsync("UPDATE users SET security_stamp = 'of the thief', password_hash = 'of the thief' WHERE user_name = 'ada'");
        (await browser.SubmitAsync((await browser.OpenAsync(used.PathAndQuery)).At(Url), "Token")).At(Url);
        var token = used.Query["?token=".Length..];
        var before = await server.SecretsAsync();


        var again = await browser.OpenAsync(used.PathAndQuery);
        var madeUp = await browser.OpenAsync($"{Url}?token={new string('A', 43)}");
        var foreign = await browser.OpenAsync($"{Resets.ResetPath}?token={token}");
        await server.Database.ExecuteAsync("UPDATE one_time_tokens SET used_at = NULL, expires_at = '2026-01-01 00:00:00' WHERE purpose = 'not_me'");
        var late = await browser.OpenAsync(used.PathAndQuery);
        await server.Database.ExecuteAsync("UPDATE one_time_tokens SET expires_at = '2099-01-01 00:00:00', email = 'other@example.test' WHERE purpose = 'not_me'");
        var moved = await browser.OpenAsync(used.PathAndQuery);


        foreach (var page in new[] { again, madeUp, late, moved })
        {
            page.Answer.Status.ShouldBe(400);
            Resets.Heading(page).ShouldBe("This link does not work any more");
            page.Answer.Body.ShouldBe(madeUp.Answer.Body, "it does not say why");
        }

        foreign.Answer.Status.ShouldBe(400);
        (await server.SecretsAsync()).ShouldBe(before);
        (await server.EventsAsync(SecurityEventType.NotMeRefused)).ShouldBe(4);
        (await server.Database.EventsAsync()).Last(fact => fact.Type == SecurityEventType.NotMeRefused).ShouldBeOfARequest(null, null, null);
    }

    /// <summary>Somebody signs in on another device than the first; the link in the mail.</summary>
    private static async Task<Uri> LinkAsync(RunningServer server, Postbox? box = null)
    {
        (await server.TryAsync(People.Ada, device: Phone)).ShouldSucceed();
        (await server.TryAsync(People.Ada, device: Thief)).ShouldSucceed();
        return Postbox.LinkIn(await (box ?? new Postbox(server)).NextAsync(People.Ada, Told));
    }
}
