using System.Text.RegularExpressions;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Accounts.ApiKeys;
using Cosmo.Identity.Tests.Accounts.Register;
using Cosmo.Identity.Tests.Accounts.ResetPassword;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.ChangeEmail;

/// <summary>Another address needs a fresh proof and its mailbox, the old one is told and can take it back (MAIL-04, MAIL-10, MAIL-11, ASVS 6.3.7, 7.5.1).</summary>
public sealed partial class ChangeEmailTests(AuditedServers servers, Servers own) : IClassFixture<AuditedServers>
{
    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.EmailChangeRequested, SecurityEventType.EmailChanged)]
    public async Task The_new_address_counts_when_it_is_confirmed_and_the_old_one_until_then(Database database)
    {
        var server = await servers.OnAsync(database);
        var box = new Postbox(server);
        using var browser = server.NewBrowser();
        var person = await browser.ArriveAsync(box);
        var moved = Registering.Newcomer().UserName;
        await server.Database.ForgetProofsAsync(person);
        (await browser.OpenAsync(Moving.Path)).At("/account/confirm");
        (await browser.PostFormAsync(Moving.Path, ("Email", moved))).At("/account/confirm");
        await browser.SubmitAsync(await browser.OpenAsync(Moving.Path), "Password", ("Password", person.Password));
        var reset = await server.NewBrowser().GetLinkAsync(box, person);
        var trail = await AuditTrail.FromNowAsync(server);


        var asked = await browser.AskToMoveAsync(moved);
        var link = Postbox.LinkIn(await box.NextAsync(Registering.Newcomer(moved), Moving.ConfirmSubject));
        await browser.OpenAsync(link.PathAndQuery);
        var before = await server.AddressOfAsync(person.UserName, person.Password);
        var done = await browser.PressAsync(link, Moving.ConfirmPath);


        asked.Document.QuerySelector("[role=status]")!.TextContent.ShouldContain($"on its way to {moved},");
        before.ShouldBe((person.UserName, true, person.UserName));
        Registering.Heading(done).ShouldBe("Your address is confirmed");
        // The address was the user name, and stays it.
        (await server.AddressOfAsync(moved, person.Password)).ShouldBe((moved, true, moved));
        (await server.As(Registrations.Mobile).PasswordAsync(person)).ShouldFail(400, "invalid_grant");
        (await browser.OpenAsync(link.PathAndQuery)).Answer.Status.ShouldBe(400, "a link works once");
        (await browser.OpenAsync(reset.PathAndQuery)).ShouldBeBadLink();
        await browser.ShouldBeInAsync(new Person(moved, ""));
        var facts = (await trail.NewAsync()).Where(fact => fact.Type is SecurityEventType.EmailChangeRequested or SecurityEventType.EmailChanged).ToList();
        facts.Select(fact => fact.Type).ShouldBe([SecurityEventType.EmailChangeRequested, SecurityEventType.EmailChanged]);
        facts[1].Field("email").ShouldBe((person.UserName, moved));
        (await server.Database.ContentAsync(server.Folder)).ShouldNotContain(link.Query["?token=".Length..]);
    }

    [Fact]
    public async Task A_user_name_of_its_own_stays_and_both_names_sign_in()
    {
        await using var server = await own.StartAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Grace);


        await browser.MoveAsync(new Postbox(server), People.Grace, "rear.admiral@example.test");


        (await server.AddressOfAsync("grace", People.Grace.Password)).ShouldBe(("rear.admiral@example.test", true, "grace"));
        (await server.AddressOfAsync("rear.admiral@example.test", People.Grace.Password)).UserName.ShouldBe("grace");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.EmailChangeWithheld, SecurityEventType.EmailLinkRefused)]
    public async Task A_taken_address_is_not_told_apart_and_nobody_confirms_for_somebody_else(Database database)
    {
        var server = await servers.OnAsync(database);
        var box = new Postbox(server);
        using var browser = server.NewBrowser();
        using var other = server.NewBrowser();
        using var nobody = server.NewBrowser();
        var person = await browser.ArriveAsync(box);
        var owner = await other.ArriveAsync(box);
        var free = Registering.Newcomer();
        var trail = await AuditTrail.FromNowAsync(server);


        string[] wished = [owner.UserName, owner.UserName.ToUpperInvariant(), free.UserName, "ada@example.test"];
        List<string> answers = [];
        foreach (var address in wished)
        {
            answers.Add(Differing().Replace((await browser.AskToMoveAsync(address)).Answer.Body, ""));
        }

        // The wish for another address has ended that for the free one.
        await browser.AskToMoveAsync(free.UserName);
        var old = Postbox.LinkIn(await box.NextAsync(free, Moving.ConfirmSubject));
        var link = Postbox.LinkIn(await box.NextAsync(free, Moving.ConfirmSubject));
        var replaced = await browser.OpenAsync(old.PathAndQuery);
        var stranger = await other.OpenAsync(link.PathAndQuery);
        var unknown = await nobody.OpenAsync(link.PathAndQuery);


        answers.Distinct().ShouldHaveSingleItem();
        await box.NextAsync(owner, Registering.TakenSubject);
        replaced.Answer.Status.ShouldBe(400);
        stranger.Answer.Status.ShouldBe(400);
        unknown.At("/login");
        var rows = await trail.NewAsync();
        rows.Count(fact => fact.Type == SecurityEventType.EmailChangeWithheld && fact.Detail("why") == "not_free").ShouldBe(3);
        rows.Count(fact => fact.Type == SecurityEventType.EmailLinkRefused).ShouldBe(2);
        (await server.AddressOfAsync(person.UserName, person.Password)).Email.ShouldBe(person.UserName);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.EmailChangeUndone)]
    public async Task Whoever_took_an_account_over_loses_it_when_the_old_address_says_so(Database database)
    {
        var server = await servers.OnAsync(database);
        var box = new Postbox(server);
        using var thief = server.NewBrowser();
        using var owner = server.NewBrowser();
        var person = await thief.ArriveAsync(box);
        var (first, second) = (Registering.Newcomer(), Registering.Newcomer());
        var trail = await AuditTrail.FromNowAsync(server);


        // The thief moves the account twice and gives it another password.
        var undo = await thief.MoveAsync(box, person, first.UserName);
        var thiefsUndo = await thief.MoveAsync(box, first, second.UserName);
        await thief.SubmitAsync(
            await thief.OpenAsync("/account/password"), "NewPassword",
            ("CurrentPassword", person.Password), ("NewPassword", "the-thief-likes-this-one-8"), ("NewPasswordAgain", "the-thief-likes-this-one-8"));
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(second, password: "the-thief-likes-this-one-8")).ShouldSucceed();
        (await owner.OpenAsync(undo.PathAndQuery)).At(Moving.UndoPath);
        await thief.ShouldBeInAsync(new Person(second.UserName, ""));
        // Meanwhile nobody else can have the old address.
        using var stranger = server.NewBrowser();
        await stranger.AskForAccountAsync(person.UserName);
        await server.Database.AddKeyAsync(second.UserName);
        var done = await owner.PressAsync(undo, Moving.UndoPath);
        var again = await owner.OpenAsync(undo.PathAndQuery);
        var thiefs = await thief.OpenAsync(thiefsUndo.PathAndQuery);


        Registering.Heading(done).ShouldBe("The change was taken back");
        again.Answer.Status.ShouldBe(400);
        thiefs.Answer.Status.ShouldBe(400, "what was changed later is undone with it");
        await thief.ShouldBeOutAsync();
        (await server.As(Registrations.Mobile).RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        foreach (var (name, password) in new[] { (person.UserName, person.Password), (person.UserName, "the-thief-likes-this-one-8"), (second.UserName, "the-thief-likes-this-one-8") })
        {
            (await server.As(Registrations.Mobile).PasswordAsync(new Person(name, password))).ShouldFail(400, "invalid_grant");
        }

        var reset = Postbox.LinkIn(await box.NextAsync(person, "Choose a new password"));
        (await owner.ChooseAsync(await owner.OpenLinkAsync(reset), "back-in-the-owners-hands-3")).ShouldBeDone();
        (await server.AddressOfAsync(person.UserName, "back-in-the-owners-hands-3")).ShouldBe((person.UserName, true, person.UserName));
        // Once, though the password that the owner chose afterwards would have ended keys as well.
        (await trail.NewAsync()).Select(fact => fact.Type).Where(type => type is SecurityEventType.EmailChangeUndone or SecurityEventType.AllApiKeysEnded)
            .ShouldBe([SecurityEventType.EmailChangeUndone, SecurityEventType.AllApiKeysEnded]);
        (await server.Database.LiveKeysAsync()).ShouldBe(0);
        (await server.Database.CountAsync($"SELECT count(*) FROM mails WHERE kind = 'registration' AND recipient = '{person.UserName}'")).ShouldBe(1, "only that of the owner's own registration");
    }

    [Theory]
    [BothDatabases]
    public async Task Of_fifty_uses_at_once_of_a_link_that_confirms_and_of_one_that_undoes_one_does(Database database)
    {
        var server = await servers.OnAsync(database);
        var box = new Postbox(server);
        using var confirmations = new Race();
        using var undos = new Race();
        foreach (var (browser, person, confirm) in await Race.PrepareAsync(Effort.LongRaceRounds, AskAsync))
        {
            var confirmed = await AtOnceAsync(server, browser, confirm, Moving.ConfirmPath);
            var undo = await browser.OpenAsync(Postbox.LinkIn(await box.NextAsync(person, Moving.ChangedSubject)).PathAndQuery);
            var undone = await AtOnceAsync(server, browser, undo, Moving.UndoPath);


            browser.Dispose();
            confirmations.ShouldTakeOne(confirmed, answer => answer.Status == 200);
            undos.ShouldTakeOne(undone, answer => answer.Status == 200);
            (await server.Database.CountAsync($"SELECT count(*) FROM mails WHERE recipient = '{person.UserName}' AND kind = 'email_changed'")).ShouldBe(1);
            (await server.Database.CountAsync($"SELECT count(*) FROM mails WHERE recipient = '{person.UserName}' AND kind = 'password_reset'")).ShouldBe(1);
        }

        async Task<(Browser, Person, Page)> AskAsync()
        {
            var browser = server.NewBrowser();
            var (person, moved) = (await browser.ArriveAsync(box), Registering.Newcomer());
            await browser.AskToMoveAsync(moved.UserName);
            return (browser, person, await browser.OpenAsync(Postbox.LinkIn(await box.NextAsync(moved, Moving.ConfirmSubject)).PathAndQuery));
        }
    }

    private static Task<Answer[]> AtOnceAsync(RunningServer server, Browser browser, Page page, string path)
    {
        List<(string, string)> fields = [.. Page.Fields(page.Form("Token")!)];
        return Race.AtOnceAsync(_ => server.Http.PostAsync(path, fields, browser.CookieHeader));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"[^\"]*\"|on its way to \\S+,", RegexOptions.None, 1000)]
    private static partial Regex Differing();
}
