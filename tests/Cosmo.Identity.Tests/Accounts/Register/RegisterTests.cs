using System.Text.RegularExpressions;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Jobs;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Register;

/// <summary>Whoever reads the mail of a free address gets an account, once; nobody learns who has one, and nobody takes what is not theirs (MAIL-01, MAIL-10, NORM-05, ASVS 6.3.8).</summary>
public sealed partial class RegisterTests(AuditedServers servers) : IClassFixture<AuditedServers>
{
    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.RegistrationRequested, SecurityEventType.UserCreated)]
    public async Task An_account_is_made_when_its_address_is_confirmed_and_not_before(Database database)
    {
        var server = await servers.OnAsync(database);
        var (box, person) = (new Postbox(server), Registering.Newcomer());
        using var browser = server.NewBrowser();
        var trail = await AuditTrail.FromNowAsync(server);


        var asked = await browser.AskForAccountAsync(person.UserName);
        var link = await box.LinkToAsync(person);
        var early = await server.As(Registrations.Mobile).PasswordAsync(person);
        await browser.OpenAsync(link.PathAndQuery);
        var form = await browser.OpenAsync(link.PathAndQuery);
        var usersBefore = await server.Database.CountAsync($"SELECT count(*) FROM users WHERE user_name = '{person.UserName}'");
        var done = await browser.ConfirmAsync(form);
        var again = await browser.PostFormAgainAsync(form);


        Registering.Heading(asked).ShouldBe("Check your mail");
        early.ShouldFail(400, "invalid_grant");
        usersBefore.ShouldBe(0, "opening a link makes nothing");
        Registering.Heading(done).ShouldBe("Your account is ready");
        browser.HasSession.ShouldBeFalse("nobody is signed in by a link");
        again.Answer.Status.ShouldBe(400);
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(person, "openid profile email")).ShouldSucceed();
        var claims = (await server.As(Registrations.Mobile).UserInfoAsync(tokens.AccessToken)).ShouldSucceed();
        claims.Text("preferred_username").ShouldBe(person.UserName);
        claims.Text("name").ShouldBe("Nora Newcomer");
        claims.Json.GetProperty("email_verified").GetBoolean().ShouldBeTrue();
        var facts = (await trail.NewAsync()).Where(fact => fact.Type is SecurityEventType.RegistrationRequested or SecurityEventType.UserCreated).ToList();
        facts.Select(fact => fact.Type).ShouldBe([SecurityEventType.RegistrationRequested, SecurityEventType.UserCreated]);
        facts[1].ShouldBeOfARequest(Guid.Parse(claims.Text("sub")), null, null).Detail("by").ShouldBe("registration");
        (await server.Database.CountAsync("SELECT count(*) FROM registrations WHERE used_by IS NOT NULL")).ShouldBe(0, "what has served goes");
        var content = await server.Database.ContentAsync(server.Folder);
        content.ShouldNotContain(link.Query["?token=".Length..]);
        content.ShouldNotContain(person.Password);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.RegistrationWithheld)]
    public async Task The_answer_is_the_same_whether_an_address_is_taken_or_free_and_its_owner_is_told(Database database)
    {
        var server = await servers.OnAsync(database);
        var box = new Postbox(server);
        using var owner = server.NewBrowser();
        var registered = await owner.RegisterAsync(box);
        // A name of somebody's, somebody's address in another spelling, a disabled one's, and free ones.
        string[] addresses = [registered.UserName, "ada@example.test", "ADA@Example.TEST", "ａｄａ@example.test", "linus@example.test", Registering.Newcomer().UserName, Registering.Newcomer().UserName];
        var trail = await AuditTrail.FromNowAsync(server);
        List<string> answers = [];


        foreach (var address in addresses)
        {
            using var browser = server.NewBrowser();
            var page = (await browser.AskForAccountAsync(address)).At(Registering.Path);
            answers.Add(Comparable(page.Answer));
            answers.Add(Comparable((await browser.SubmitAsync(page, "ReturnUrl")).Answer));
        }


        answers.Where((_, number) => number % 2 == 0).Distinct().ShouldHaveSingleItem();
        answers.Where((_, number) => number % 2 == 1).Distinct().ShouldHaveSingleItem();
        await box.NextAsync(registered, Registering.TakenSubject);
        Postbox.LinkIn(await box.NextAsync(People.Ada, Registering.TakenSubject)).AbsolutePath.ShouldBe("/forgot-password");
        var facts = await trail.NewAsync();
        facts.Count(fact => fact.Type == SecurityEventType.RegistrationWithheld && fact.Detail("why") == "taken").ShouldBe(5);
        (await server.Database.CountAsync("SELECT count(*) FROM registrations WHERE normalized_email LIKE 'ADA%' OR normalized_email LIKE 'LINUS%'")).ShouldBe(0);
        (await server.Database.CountAsync("SELECT count(*) FROM mails WHERE recipient LIKE '%ａ%' OR recipient <> lower(recipient)")).ShouldBe(0, "mail goes to the stored address");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.RegistrationRefused)]
    public async Task A_strangers_registration_is_not_confirmed_by_the_owners_click(Database database)
    {
        var server = await servers.OnAsync(database);
        var (box, victim) = (new Postbox(server), Registering.Newcomer());
        using var attacker = server.NewBrowser();
        using var owner = server.NewBrowser();
        var trail = await AuditTrail.FromNowAsync(server);


        // Pre-hijacking: the attacker's password, the victim's click.
        await attacker.AskForAccountAsync(victim.UserName, password: "the-attackers-own-password-66");
        var link = await box.LinkToAsync(victim);
        var opened = (await owner.OpenAsync(link.PathAndQuery)).At(Registering.ConfirmPath);
        var clicked = await owner.ConfirmAsync(opened);
        var guessed = await owner.ConfirmAsync(opened, ("Password", victim.Password));
        var registered = await owner.RegisterAsync(box, victim);
        var late = await attacker.OpenAsync(link.PathAndQuery);


        opened.Form("Password").ShouldNotBeNull("another browser has to say the password");
        clicked.Document.Body!.TextContent.ShouldContain("That is not the password that was chosen");
        guessed.Document.Body!.TextContent.ShouldContain("That is not the password that was chosen");
        late.Answer.Status.ShouldBe(400, "the first who confirms has the address");
        (await server.As(Registrations.Mobile).PasswordAsync(registered)).ShouldSucceed();
        (await server.As(Registrations.Mobile).PasswordAsync(registered, password: "the-attackers-own-password-66")).ShouldFail(400, "invalid_grant");
        (await trail.NewAsync()).Where(fact => fact.Type == SecurityEventType.RegistrationRefused).Select(fact => fact.Detail("why")).ShouldBe(["wrong_password", "wrong_password", "bad_link"]);
    }

    [Theory]
    [BothDatabases]
    public async Task Another_browser_confirms_with_the_password_a_newer_link_ends_the_older_and_an_old_one_is_too_old(Database database)
    {
        var server = await servers.OnAsync(database);
        var (box, person, late) = (new Postbox(server), Registering.Newcomer(), Registering.Newcomer());
        using var browser = server.NewBrowser();
        using var phone = server.NewBrowser();
        var asked = await browser.AskForAccountAsync(person.UserName);
        var first = await box.LinkToAsync(person);


        var again = await browser.SubmitAsync(asked, "ReturnUrl");
        var second = await box.LinkToAsync(person);
        var replaced = await phone.OpenAsync(first.PathAndQuery);
        var confirmed = await phone.ConfirmAsync(await phone.OpenAsync(second.PathAndQuery), ("Password", person.Password));
        await browser.AskForAccountAsync(late.UserName);
        var expired = await box.LinkToAsync(late);
        await server.Database.ExecuteAsync($"UPDATE registrations SET expires_at = {SqlRows.At(server.Database, DateTimeOffset.UtcNow.AddSeconds(-1))} WHERE email = '{late.UserName}'");


        again.Document.Body!.TextContent.ShouldContain("another one is on its way");
        replaced.Answer.Status.ShouldBe(400);
        Registering.Heading(confirmed).ShouldBe("Your account is ready");
        (await browser.OpenAsync(expired.PathAndQuery)).Answer.Status.ShouldBe(400);
    }

    [Theory]
    [BothDatabases]
    public async Task Of_fifty_uses_of_two_links_for_one_address_at_once_one_makes_the_account(Database database)
    {
        var server = await servers.FloodedAsync(database);
        var box = new Postbox(server);
        using var race = new Race();
        foreach (var (person, links) in await Race.PrepareAsync(Effort.LongRaceRounds, AskTwiceAsync))
        {
            var answers = await Race.AtOnceAsync(number =>
            {
                var (cookies, fields) = links[number % 2];
                return server.Http.PostAsync(Registering.ConfirmPath, fields, cookies);
            });


            answers.ShouldAllBe(answer => answer.Status == 200 || answer.Status == 400 || answer.Status == 503);
            // The other link's browser is the same person's or somebody else's: either way one of fifty.
            race.ShouldTakeOne(answers, answer => answer.Status == 200);
            (await server.Database.CountAsync($"SELECT count(*) FROM users WHERE normalized_email = '{person.UserName.ToUpperInvariant()}'")).ShouldBe(1);
            (await server.As(Registrations.Mobile).PasswordAsync(person)).ShouldSucceed();
        }

        async Task<(Person, List<((string, string) Cookies, List<(string, string)> Fields)>)> AskTwiceAsync()
        {
            var person = Registering.Newcomer();
            List<((string, string), List<(string, string)>)> links = [];
            for (var number = 0; number < 2; number++)
            {
                using var browser = server.NewBrowser();
                await browser.AskForAccountAsync(person.UserName);
                var page = await browser.OpenAsync((await box.LinkToAsync(person)).PathAndQuery);
                links.Add((browser.CookieHeader, [.. Page.Fields(page.Form("Token")!)]));
            }

            return (person, links);
        }
    }

    [Fact]
    public async Task Mails_are_few_for_one_address_and_requests_are_few_from_one_network()
    {
        var server = await servers.OnAsync(Database.Sqlite, [.. Servers.Limited, Servers.BehindProxy, ("RateLimits:RegistrationByAddress", "5 per 01:00:00")]);
        var person = Registering.Newcomer();
        using var browser = server.NewBrowser();
        var fields = Page.Fields((await browser.OpenAsync(Registering.Path)).Form("Repeated")!).ToDictionary();
        (fields["Email"], fields["Password"], fields["Repeated"]) = (person.UserName, person.Password, person.Password);


        List<Answer> answers = [];
        for (var number = 0; number < 6; number++)
        {
            using var form = Wire.Form([.. fields.Select(field => (field.Key, field.Value))]);
            answers.Add(await browser.SendAsync(HttpMethod.Post, new Uri(Registering.Path, UriKind.Relative), form, ("X-Forwarded-For", "198.51.100.60")));
        }


        answers.Select(answer => answer.Status).ShouldBe([200, 200, 200, 200, 200, 429]);
        answers[5].Body.ShouldContain("Too many requests. Please try again in 60 minutes.");
        answers.Take(5).Select(Comparable).Distinct().ShouldHaveSingleItem();
        (await server.Database.CountAsync("SELECT count(*) FROM mails WHERE kind = 'registration'")).ShouldBe(3);
        (await server.Database.EventsAsync()).Count(fact => fact.Type == SecurityEventType.RegistrationWithheld && fact.Detail("why") == "too_often").ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_stored_is_said_before_anything_is_done()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        var address = Registering.Newcomer().UserName;
        var before = await server.Database.CountAsync("SELECT count(*) FROM mails");


        (string Expected, Page Page)[] pages =
        [
            ("Enter one e-mail address", await browser.AskForAccountAsync("a@x.test\r\nBcc: b@y.test")),
            ("Enter one e-mail address", await browser.AskForAccountAsync("a@x.test,b@y.test")),
            ("The two passwords are not the same", await browser.AskForAccountAsync(address, repeated: "something-else-entirely-1")),
            ("The name is too long", await browser.AskForAccountAsync(address, name: "a\u0007b")),
            ("Choose another password", await browser.AskForAccountAsync(address, password: "password123")),
            ("Choose another password", await browser.AskForAccountAsync("someone-special@example.test", password: "someone-special")),
        ];


        foreach (var (expected, page) in pages)
        {
            page.At(Registering.Path).Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain(expected);
        }

        (await server.Database.CountAsync("SELECT count(*) FROM mails")).ShouldBe(before);
    }

    /// <summary>An answer without what differs from one request of one person to the next.</summary>
    private static string Comparable(Answer answer) =>
        $"{answer.Status}\n{string.Join('\n', answer.HeaderLines("Date", "Set-Cookie", "RateLimit", "RateLimit-Policy"))}\n{Differing().Replace(answer.Body, "")}";

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"[^\"]*\"|on its way to \\S+,", RegexOptions.None, 1000)]
    private static partial Regex Differing();
}
