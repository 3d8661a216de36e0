using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Accounts.ApiKeys;
using Cosmo.Identity.Tests.Accounts.Lockout;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Jobs;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.ResetPassword;

/// <summary>A mailed link sets a password once, and ends everything that the old one began (C-02, C-05, C-06, C-07, MAIL-04; NORM-07).</summary>
public sealed class ResetPasswordTests(Servers servers)
{
    private const string NewPassword = "  twelve bröad höuses 🐎 ";

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.PasswordResetRequested, SecurityEventType.PasswordReset)]
    public async Task A_mailed_link_sets_a_password_exactly_as_typed_and_signs_everybody_out(Database database)
    {
        await using var server = await servers.StartAsync(database);
        var box = new Postbox(server);
        var client = server.As(Registrations.Mobile);
        using var before = server.NewBrowser();
        await before.SignInAsync(People.Ada);
        var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var others = (await client.PasswordAsync(People.Grace)).ShouldSucceed();
        await server.Database.AddKeyAsync("ada");
        var trail = await AuditTrail.FromNowAsync(server);
        using var browser = server.NewBrowser();


        var link = await browser.GetLinkAsync(box, People.Ada);
        var form = await browser.OpenLinkAsync(link);
        (await browser.OpenLinkAsync(link)).Document.QuerySelector("main strong")!.TextContent.ShouldBe("ada");
        var asked = await server.SecretsAsync();
        (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        (await browser.ChooseAsync(form, NewPassword)).ShouldBeDone();


        link.GetLeftPart(UriPartial.Authority).ShouldBe(server.Issuer);
        browser.HasSession.ShouldBeFalse("nobody is signed in by a link");
        (await before.OpenAsync("/")).Document.Body!.TextContent.ShouldNotContain("You are signed in");
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await client.RefreshAsync(others.RefreshToken)).ShouldSucceed();
        (await client.PasswordAsync(People.Ada)).ShouldFail(400, "invalid_grant");
        (await client.PasswordAsync(People.Ada, password: NewPassword.Trim())).ShouldFail(400, "invalid_grant");
        (await client.PasswordAsync(People.Ada, password: NewPassword)).ShouldSucceed();
        (await server.SecretsAsync()).Split('\n').Except(asked.Split('\n')).ShouldHaveSingleItem().ShouldStartWith("ada|");
        var told = await box.NextAsync(People.Ada, "Your password was changed");
        (told.TextBody + told.HtmlBody).ShouldNotContain("twelve");
        var ada = (await client.UserInfoAsync((await client.PasswordAsync(People.Ada, password: NewPassword)).AccessToken)).ShouldSucceed().Text("sub");
        var facts = (await trail.NewAsync()).Where(fact => fact.Type is SecurityEventType.PasswordResetRequested or SecurityEventType.PasswordReset or SecurityEventType.AllTokensRevoked or SecurityEventType.AllApiKeysEnded).ToList();
        facts.Select(fact => fact.Type).ShouldBe([SecurityEventType.PasswordResetRequested, SecurityEventType.PasswordReset, SecurityEventType.AllTokensRevoked, SecurityEventType.AllApiKeysEnded]);
        (await server.Database.LiveKeysAsync()).ShouldBe(0);
        facts.ForEach(fact => fact.ShouldBeOfARequest(Guid.Parse(ada), null, null));
        var content = await server.Database.ContentAsync(server.Folder);
        content.ShouldNotContain(link.Query["?token=".Length..]);
        content.ShouldNotContain("twelve");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.PasswordResetRefused)]
    public async Task A_link_that_was_used_replaced_or_overtaken_sets_nothing_and_does_not_say_why(Database database)
    {
        await using var server = await servers.StartAsync(database);
        var box = new Postbox(server);
        using var browser = server.NewBrowser();
        var used = await browser.GetLinkAsync(box, People.Ada);
        var usedForm = await browser.OpenLinkAsync(used);
        (await browser.ChooseAsync(usedForm, "used-once-and-never-again")).ShouldBeDone();
        var replaced = await browser.GetLinkAsync(box, People.Grace);
        var replacedForm = await browser.OpenLinkAsync(replaced);
        var changed = await browser.GetLinkAsync(box, People.Grace);
        var changedForm = await browser.OpenLinkAsync(changed);
        // What users set-password and any other change of a password do.
        await server.Database.ExecuteAsync("UPDATE users SET security_stamp = 'another' WHERE user_name = 'grace'");
        var moved = await browser.GetLinkAsync(box, People.Heidi);
        var movedForm = await browser.OpenLinkAsync(moved);
        await server.Database.ExecuteAsync("UPDATE users SET email = 'other@example.test', normalized_email = 'OTHER@EXAMPLE.TEST' WHERE user_name = 'heidi'");
        var late = await browser.GetLinkAsync(box, People.Olga);
        var lateForm = await browser.OpenLinkAsync(late);
        // V039: useless a second after its end, pruned or not.
        await server.Database.ExecuteAsync($"UPDATE one_time_tokens SET expires_at = {SqlRows.At(server.Database, DateTimeOffset.UtcNow.AddSeconds(-1))} WHERE subject_id = (SELECT id FROM users WHERE user_name = 'olga')");
        var disabled = await browser.GetLinkAsync(box, People.Ada);
        var disabledForm = await browser.OpenLinkAsync(disabled);
        await server.Database.ExecuteAsync($"UPDATE users SET disabled_at = {SqlRows.At(server.Database, DateTimeOffset.UtcNow)} WHERE user_name = 'ada'");
        var before = await server.SecretsAsync();
        List<string> texts = [];


        foreach (var (link, form) in new[] { (used, usedForm), (replaced, replacedForm), (changed, changedForm), (moved, movedForm), (late, lateForm), (disabled, disabledForm) })
        {
            foreach (var page in new[] { await browser.OpenAsync(link.PathAndQuery), await browser.ChooseAsync(form, "another-password-altogether") })
            {
                page.ShouldBeBadLink();
                texts.Add(page.Answer.Body);
            }
        }

        var guessed = await browser.OpenAsync($"{Resets.ResetPath}?token={new string('A', 43)}");


        guessed.ShouldBeBadLink();
        texts.ShouldAllBe(text => text == guessed.Answer.Body);
        (await server.SecretsAsync()).ShouldBe(before);
        (await server.EventsAsync(SecurityEventType.PasswordResetRefused)).ShouldBe(13);
        (await server.EventsAsync(SecurityEventType.PasswordReset)).ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    public async Task Of_fifty_uses_of_one_link_at_once_one_sets_its_password(Database database)
    {
        // So few may wait for their hash that some are answered 503, and cost the link nothing.
        await using var server = await servers.StartAsync(database, ("PasswordHashing:QueueLimit", "20"));
        var box = new Postbox(server);
        using var browser = server.NewBrowser();
        using var race = new Race();
        for (var round = 1; round <= Effort.LongRaceRounds; round++)
        {
            var page = await browser.OpenLinkAsync(await browser.GetLinkAsync(box, People.Ada));
            var fields = Page.Fields(page.Form("Password")!).Where(field => field.Name is not ("Password" or "Repeated")).ToList();


            var answers = await Race.AtOnceAsync(async number =>
            {
                var password = $"one of fifty passwords, {number}, {round}";
                return (Password: password, Answer: await server.Http.PostAsync(Resets.ResetPath, [.. fields, ("Password", password), ("Repeated", password)], browser.CookieHeader));
            });


            answers.ShouldAllBe(one => one.Answer.Status == 200 || one.Answer.Status == 400 || one.Answer.Status == 503);
            answers.Where(one => one.Answer.Status == 503).ShouldAllBe(one => one.Answer.Header("Retry-After") != null);
            var winner = race.ShouldTakeOne(answers, one => one.Answer.Status == 200);
            (await server.EventsAsync(SecurityEventType.PasswordReset)).ShouldBe(round);
            (await server.Database.CountAsync("SELECT count(*) FROM mails WHERE kind = 'password_changed'")).ShouldBe(round);
            (await server.TryAsync(People.Ada, winner.Password)).ShouldSucceed();
        }
    }

    [Theory]
    [BothDatabases]
    public async Task A_locked_person_gets_in_again_by_mail_and_strangers_cannot_lock_by_asking(Database database)
    {
        await using var server = await servers.StartAsync(database, Guesses.WithoutBlocks);
        using var browser = server.NewBrowser();
        (await server.TryAsync(People.Ada, device: "the-phone-of-ada-lovelace")).ShouldSucceed();
        await server.GuessAsync(People.Ada, 5);
        await server.GuessAsync(People.Ada, 5, device: "the-phone-of-ada-lovelace");
        (await server.TryAsync(People.Ada)).ShouldFail(400, "invalid_grant");


        var form = await browser.OpenLinkAsync(await browser.GetLinkAsync(new Postbox(server), People.Ada));
        var stillLocked = await server.TryAsync(People.Ada);
        (await browser.ChooseAsync(form, "unlocked-by-the-owner")).ShouldBeDone();


        stillLocked.ShouldFail(400, "invalid_grant");
        (await server.TryAsync(People.Ada, "unlocked-by-the-owner")).ShouldSucceed();
        (await server.TryAsync(People.Ada, "unlocked-by-the-owner", device: "the-phone-of-ada-lovelace")).ShouldSucceed();
        (await server.Database.CountAsync("SELECT count(*) FROM known_devices")).ShouldBe(1);
    }
}
