using System.Text;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Accounts.ResetPassword;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Protocol.Token;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.SecondFactor;

/// <summary>
/// Second factors are set up, asked for, spared and taken away as they should be, and nothing gets around them (MFA-01, MFA-02, MFA-04, MFA-05,
/// MFA-07, MFA-08, MAIL-08; ASVS 6.3.5, 6.4.3, 6.5.1, 6.5.2, 6.5.6, 7.4.3, 7.5.1).
/// </summary>
public sealed class SecondFactorTests(AuditedServers servers) : IClassFixture<AuditedServers>
{
    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.FactorAdded, SecurityEventType.PasswordAccepted)]
    public async Task After_the_set_up_a_password_begins_nothing_before_the_code(Database database)
    {
        var server = await CleanAsync(database);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var trail = await AuditTrail.FromNowAsync(server);
        var app = await Authenticator.SetUpAsync(browser);
        (await trail.ShouldBeAsync(SecurityEventType.FactorAdded)).Subject.ShouldNotBeNull();
        await server.ForgetStepsAsync();
        using var fresh = server.NewBrowser();
        trail = await AuditTrail.FromNowAsync(server);


        var asked = await fresh.GivePasswordAsync(People.Ada);
        var halfway = fresh.HasSession;
        (await trail.ShouldBeAsync(SecurityEventType.PasswordAccepted)).Detail("path").ShouldBe("page");
        await fresh.GiveCodeAsync(asked, app.Code());


        halfway.ShouldBeFalse("a session before the code");
        await fresh.ShouldBeInAsync(People.Ada);
        fresh.Cookie("cosmo-pending").ShouldBeNull();
        var signedIn = (await server.Database.EventsAsync()).Last(fact => fact.Type == SecurityEventType.SignedIn);
        signedIn.Detail("amr").ShouldBe("""["pwd","otp","mfa"]""");
        (await new Postbox(server).NextAsync(People.Ada, "A second factor was set up")).TextBody!.ShouldNotContain(app.RecoveryCodes[0]);
    }

    [Theory]
    [BothDatabases]
    public async Task The_database_alone_makes_no_code(Database database)
    {
        var server = await CleanAsync(database);
        var app = await server.EquipAsync(People.Ada);

        var rows = string.Join('\n', [
            .. await server.Database.LinesAsync("SELECT secret FROM totp_factors"), .. await server.Database.LinesAsync("SELECT hash FROM recovery_codes"),
            .. await server.Database.LinesAsync("SELECT text FROM mails"), .. await server.Database.LinesAsync("SELECT coalesce(details, '') FROM security_events")]);

        rows.ShouldNotContain(Convert.ToBase64String(app.Secret));
        rows.ShouldNotContain(Cosmo.Identity.Accounts.SecondFactor.Base32.Encode(app.Secret));
        rows.ShouldNotContain(Encoding.Latin1.GetString(app.Secret));
        app.RecoveryCodes.ShouldAllBe(code => !rows.Contains(code) && !rows.Contains(code.Replace("-", "")));
    }

    [Theory]
    [BothDatabases]
    public async Task A_step_is_taken_once_and_none_before_it_after_a_newer_one(Database database)
    {
        var server = await CleanAsync(database);
        var app = await server.EquipAsync(People.Ada);
        // Of one moment, whatever step the clock is in later.
        var (now, before, next) = (app.Code(), app.Code(-1), app.Code(1));
        using var first = server.NewBrowser();
        await first.SignInWithCodeAsync(People.Ada, now);


        using var second = server.NewBrowser();
        var again = await second.GiveCodeAsync(await second.GivePasswordAsync(People.Ada), now);
        var older = await second.GiveCodeAsync(again.At(Authenticator.FactorPath), before);
        await second.GiveCodeAsync(older.At(Authenticator.FactorPath), next);


        again.Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("used before");
        await second.ShouldBeInAsync(People.Ada);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.RecoveryCodeUsed, SecurityEventType.RecoveryCodesRenewed)]
    public async Task A_recovery_code_works_once_and_new_ones_end_the_old(Database database)
    {
        var server = await CleanAsync(database);
        var app = await server.EquipAsync(People.Ada);
        using var browser = server.NewBrowser();
        var trail = await AuditTrail.FromNowAsync(server);


        await browser.SignInWithCodeAsync(People.Ada, app.RecoveryCodes[0].ToUpperInvariant());


        var used = (await trail.NewAsync()).Single(fact => fact.Type == SecurityEventType.RecoveryCodeUsed);
        used.Details!.ShouldNotContain(app.RecoveryCodes[0]);
        var mail = await new Postbox(server).NextAsync(People.Ada, "A recovery code was used");
        mail.TextBody!.ShouldContain("Recovery codes left: 9.");
        using (var thief = server.NewBrowser())
        {
            (await thief.GiveCodeAsync(await thief.GivePasswordAsync(People.Ada), app.RecoveryCodes[0])).At(Authenticator.FactorPath);
            thief.HasSession.ShouldBeFalse();
        }

        var renewed = await browser.PostFormAsync(Authenticator.FactorsPath + "?handler=Renew");
        var codes = Authenticator.CodesOn(renewed);
        (await trail.NewAsync()).ShouldContain(fact => fact.Type == SecurityEventType.RecoveryCodesRenewed);
        using var fresh = server.NewBrowser();
        (await fresh.GiveCodeAsync(await fresh.GivePasswordAsync(People.Ada), app.RecoveryCodes[1])).At(Authenticator.FactorPath);
        await fresh.SignInWithCodeAsync(People.Ada, codes[3]);
        (await server.Database.CountAsync("SELECT count(*) FROM recovery_codes")).ShouldBe(10);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.SecondFactorFailed, SecurityEventType.SecondFactorLocked, SecurityEventType.LockedFactorRefused)]
    public async Task Five_wrong_codes_by_whichever_door_end_the_tries(Database database)
    {
        var server = await CleanAsync(database);
        var app = await server.EquipAsync(People.Ada);
        using var inside = server.NewBrowser();
        await inside.SignInWithCodeAsync(People.Ada, app.Code());
        await server.ForgetStepsAsync();
        var trail = await AuditTrail.FromNowAsync(server);
        var mobile = server.As(Registrations.Mobile);


        // Two at the sign-in, two on the way to something dangerous, one by the grant.
        using var thief = server.NewBrowser();
        var page = await thief.GivePasswordAsync(People.Ada);
        page = await thief.GiveCodeAsync(page, app.WrongCode());
        page = await thief.GiveCodeAsync(page.At(Authenticator.FactorPath), app.WrongCode());
        for (var i = 0; i < 2; i++)
        {
            await inside.PostFormAsync("/account/confirm", ("Password", People.Ada.Password), ("Code", app.WrongCode()));
        }

        var challenge = (await mobile.PasswordAsync(People.Ada)).ShouldFail(400, "mfa_required").Text("mfa_token");
        (await mobile.OtpAsync(challenge, app.WrongCode())).ShouldFail(400, "invalid_grant");


        await server.ForgetStepsAsync();
        var refused = await thief.GiveCodeAsync(page.At(Authenticator.FactorPath), app.Code());
        refused.At(Authenticator.FactorPath).Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("Too many codes were wrong");
        (await mobile.OtpAsync(challenge, app.Code())).ShouldFail(400, "invalid_grant");
        (await inside.PostFormAsync("/account/confirm", ("Password", People.Ada.Password), ("Code", app.RecoveryCodes[0]))).At("/account/confirm");
        thief.HasSession.ShouldBeFalse();
        var facts = await trail.NewAsync();
        facts.Where(fact => fact.Type == SecurityEventType.SecondFactorFailed).Select(fact => fact.Detail("path"))
            .ShouldBe(["page", "page", "confirmation", "confirmation", "password_grant"]);
        facts.Count(fact => fact.Type == SecurityEventType.SecondFactorLocked).ShouldBe(1);
        facts.Count(fact => fact.Type == SecurityEventType.LockedFactorRefused).ShouldBe(3);
        facts.ShouldAllBe(fact => fact.Subject != null);
        // ASVS 6.3.5: once, however many there were.
        (await new Postbox(server).NextAsync(People.Ada, "Somebody knows your password")).TextBody!.ShouldContain("but a wrong code");
        (await server.Database.CountAsync("SELECT count(*) FROM mails WHERE kind = 'second_factor_failed'")).ShouldBe(1);
        await server.ForgetWrongCodesAsync();
        (await mobile.OtpAsync(challenge, app.Code())).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.RememberedDevicesForgotten)]
    public async Task A_remembered_device_is_spared_until_something_ends_it(Database database)
    {
        var server = await CleanAsync(database);
        var app = await server.EquipAsync(People.Ada);
        using var browser = server.NewBrowser();
        await browser.SignInWithCodeAsync(People.Ada, app.Code(), remember: true);
        browser.Forget("cosmo-session");


        await browser.SignInAsync(People.Ada);


        await browser.ShouldBeInAsync(People.Ada);
        (await server.Database.LinesAsync("SELECT amr FROM user_sessions ORDER BY created_at DESC LIMIT 1")).ShouldBe(["pwd"], "the code was not given");

        // MFA-07: not for another account, not in another browser without the cookie.
        await server.Database.ExecuteAsync("UPDATE totp_factors SET last_step = 0");
        using (var other = server.NewBrowser())
        {
            await other.GivePasswordAsync(People.Ada);
        }

        using (var olga = server.NewBrowser())
        {
            await olga.SignInAsync(People.Olga);
            var hers = await Authenticator.SetUpAsync(olga);
            browser.Forget("cosmo-session");
            await browser.GivePasswordAsync(People.Olga);
            hers.RecoveryCodes.Count.ShouldBe(10);
        }

        // The owner takes it back, from wherever they are.
        await browser.SignInAsync(People.Ada);
        await browser.PostFormAsync("/account/confirm", ("Password", People.Ada.Password), ("Code", app.Code()));
        (await browser.PostFormAsync(Authenticator.FactorsPath + "?handler=Forget")).At(Authenticator.FactorsPath).Document.QuerySelector("[role=status]").ShouldNotBeNull();
        (await server.Database.EventsAsync()).Count(fact => fact.Type == SecurityEventType.RememberedDevicesForgotten).ShouldBeGreaterThan(0);
        browser.Forget("cosmo-session");
        await browser.GivePasswordAsync(People.Ada);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.RememberedDeviceForgotten)]
    public async Task Of_two_remembered_devices_one_is_asked_again_and_the_other_is_not(Database database)
    {
        // MFA-07; ASVS 7.5.2.
        var server = await CleanAsync(database);
        var app = await server.EquipAsync(People.Ada);
        using var lost = server.NewBrowser();
        using var kept = server.NewBrowser();
        await lost.SignInWithCodeAsync(People.Ada, app.Code(), remember: true);
        await server.ForgetStepsAsync();
        await kept.SignInWithCodeAsync(People.Ada, app.Code(), remember: true);
        var page = (await kept.OpenAsync(Authenticator.FactorsPath)).At(Authenticator.FactorsPath);
        var devices = page.Document.QuerySelectorAll("ul.entries li").ToLookup(entry => entry.QuerySelector(".tag") is not null, entry => entry.QuerySelector("[name=id]")!.GetAttribute("value")!);
        var (here, there) = (devices[true].ShouldHaveSingleItem(), devices[false].ShouldHaveSingleItem());
        using var olga = server.NewBrowser();
        await olga.SignInAsync(People.Olga);
        var trail = await AuditTrail.FromNowAsync(server);


        var strangers = await ForgetAsync(olga, here);
        var forgotten = await ForgetAsync(kept, there);
        var again = await ForgetAsync(kept, there);


        strangers.Answer.Status.ShouldBe(404);
        forgotten.At(Authenticator.FactorsPath).Document.QuerySelector("[role=status]")!.TextContent.ShouldBe("That device is asked for a code again.");
        forgotten.Document.QuerySelectorAll("ul.entries li").ShouldHaveSingleItem().TextContent.ShouldContain("This device");
        again.Answer.Status.ShouldBe(404);
        var fact = (await trail.NewAsync()).Where(fact => fact.Type == SecurityEventType.RememberedDeviceForgotten).ShouldHaveSingleItem();
        fact.Detail("device").ShouldBe(there, StringCompareShould.IgnoreCase);
        fact.Subject.ShouldNotBeNull();
        lost.Forget("cosmo-session");
        await lost.GivePasswordAsync(People.Ada);
        kept.Forget("cosmo-session");
        await kept.SignInAsync(People.Ada);
        await kept.ShouldBeInAsync(People.Ada);

        static Task<Page> ForgetAsync(Browser browser, string device) => browser.PostFormAsync(Authenticator.FactorsPath + "?handler=ForgetOne", ("id", device));
    }

    [Theory]
    [InlineData("password")]
    [InlineData("factor")]
    [InlineData("time")]
    public async Task A_remembered_device_ends_with(string what)
    {
        var server = await CleanAsync(Database.Sqlite);
        var app = await server.EquipAsync(People.Ada);
        using var browser = server.NewBrowser();
        await browser.SignInWithCodeAsync(People.Ada, app.Code(), remember: true);
        switch (what)
        {
            case "password":
                // What a new password does, by whichever way it is set.
                await server.Database.ExecuteAsync("UPDATE users SET security_stamp = 'another' WHERE user_name = 'ada'");
                break;
            case "factor":
                await browser.PostFormAsync(Authenticator.FactorsPath + "?handler=Remove");
                await Authenticator.SetUpAsync(browser);
                break;
            default:
                await server.Database.ExecuteAsync("UPDATE remembered_devices SET expires_at = '2020-01-01 00:00:00'");
                break;
        }


        browser.Forget("cosmo-session");
        await browser.GivePasswordAsync(People.Ada);


        browser.HasSession.ShouldBeFalse();
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.FactorRemoved)]
    public async Task Taking_a_factor_away_needs_the_factor(Database database)
    {
        var server = await CleanAsync(database);
        var app = await server.EquipAsync(People.Ada);
        using var browser = server.NewBrowser();
        await browser.SignInWithCodeAsync(People.Ada, app.Code(), remember: true);
        await server.ForgetStepsAsync();
        browser.Forget("cosmo-session");
        // The password of a moment ago is the lesser method.
        await browser.SignInAsync(People.Ada);


        foreach (var dangerous in new[] { Authenticator.FactorsPath, Authenticator.SetUpPath, "/account/password" })
        {
            (await browser.OpenAsync(dangerous)).At("/account/confirm").Document.QuerySelector("[name=Code]").ShouldNotBeNull();
        }

        foreach (var handler in new[] { "Remove", "Renew", "Forget", "ForgetOne" })
        {
            (await browser.PostFormAsync($"{Authenticator.FactorsPath}?handler={handler}")).At("/account/confirm");
        }

        (await browser.PostFormAsync("/account/confirm", ("Password", People.Ada.Password))).At("/account/confirm");
        (await server.Database.CountAsync("SELECT count(*) FROM totp_factors")).ShouldBe(1);
        await server.ForgetWrongCodesAsync();
        var before = browser.Cookie("cosmo-session");
        (await browser.PostFormAsync("/account/confirm", ("Password", People.Ada.Password), ("Code", app.Code()), ("return", Authenticator.FactorsPath))).At(Authenticator.FactorsPath);
        browser.Cookie("cosmo-session").ShouldNotBe(before);
        (await browser.PostFormAsync(Authenticator.FactorsPath + "?handler=Remove")).At(Authenticator.FactorsPath);


        (await server.Database.CountAsync("SELECT (SELECT count(*) FROM totp_factors) + (SELECT count(*) FROM recovery_codes) + (SELECT count(*) FROM remembered_devices)")).ShouldBe(0);
        (await server.Database.EventsAsync()).Last(fact => fact.Type == SecurityEventType.FactorRemoved).ShouldBeComplete();
        await new Postbox(server).NextAsync(People.Ada, "The second factor was removed");
        using var fresh = server.NewBrowser();
        await fresh.SignInAsync(People.Ada);
    }

    [Theory]
    [BothDatabases]
    public async Task Whoever_wants_it_is_signed_out_everywhere_else_with_the_set_up(Database database)
    {
        var server = await CleanAsync(database);
        using var here = server.NewBrowser();
        using var there = server.NewBrowser();
        await here.SignInAsync(People.Olga);
        await there.SignInAsync(People.Olga);
        var tokens = (await server.As(Registrations.Mobile).PasswordAsync(People.Olga)).ShouldSucceed();


        var app = await Authenticator.SetUpAsync(here, endOthers: true);


        await here.ShouldBeInAsync(People.Olga);
        await there.ShouldBeOutAsync();
        (await server.As(Registrations.Mobile).RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        // The code just given is a proof of this very moment.
        (await here.OpenAsync(Authenticator.FactorsPath)).At(Authenticator.FactorsPath);
        app.RecoveryCodes.Count.ShouldBe(10);
    }

    [Theory]
    [BothDatabases]
    public async Task A_mailed_link_replaces_the_password_and_not_the_code(Database database)
    {
        var server = await CleanAsync(database);
        var app = await server.EquipAsync(People.Grace);
        using var browser = server.NewBrowser();
        var link = await browser.GetLinkAsync(new Postbox(server), People.Grace);


        (await browser.ChooseAsync(await browser.OpenLinkAsync(link), "a harbour full of moths")).ShouldBeDone();


        browser.HasSession.ShouldBeFalse();
        var renewed = People.Grace with { Password = "a harbour full of moths" };
        var page = await browser.GivePasswordAsync(renewed);
        browser.HasSession.ShouldBeFalse();
        await browser.GiveCodeAsync(page, app.Code());
        await browser.ShouldBeInAsync(People.Grace);
    }

    [Fact]
    public async Task Whoever_has_lost_all_is_helped_on_the_host()
    {
        var server = await CleanAsync(Database.Sqlite);
        await server.EquipAsync(People.Heidi);
        var trail = await AuditTrail.FromNowAsync(server);

        var done = await Command.CosmoAsync(server.Folder, "Development", ["users", "remove-factor", "heidi", .. server.DataArguments, $"--Keys:Directory={Path.Combine(server.Folder, "certs")}"]);

        done.ExitCode.ShouldBe(0, done.Text);
        (await trail.ShouldBeAsync(SecurityEventType.FactorRemoved)).ShouldBeOfAnActor("command:users remove-factor");
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Heidi);
    }

    [Fact]
    public async Task What_waits_for_a_code_ends_with_the_credentials_it_stands_on()
    {
        var server = await CleanAsync(Database.Sqlite);
        var app = await server.EquipAsync(People.Heidi);
        using var browser = server.NewBrowser();
        var page = await browser.GivePasswordAsync(People.Heidi);
        await server.Database.ExecuteAsync("UPDATE users SET security_stamp = 'of-another-password' WHERE user_name = 'heidi'");

        (await browser.GiveCodeAsync(page, app.Code())).At("/login");

        browser.HasSession.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("made-up")]
    public async Task Nobody_gives_a_code_without_a_password_before_it(string cookie)
    {
        var server = await CleanAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        if (cookie.Length > 0)
        {
            browser.Cookies.Add(server.Address, new System.Net.Cookie("cosmo-pending", cookie));
        }

        (await browser.OpenAsync(Authenticator.FactorPath)).At("/login");
        (await browser.OpenAsync(Authenticator.LoginSetUpPath)).At("/login");
    }

    [Fact]
    public async Task A_made_up_ticket_sets_nothing_up_and_a_second_app_takes_no_ones_place()
    {
        var server = await CleanAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Heidi);
        var page = (await browser.OpenAsync(Authenticator.SetUpPath)).At(Authenticator.SetUpPath);
        var secret = Authenticator.SecretOn(page);
        var code = new Authenticator(secret, []).Code();

        (await browser.SubmitAsync(page, "Code", ("Code", code), ("Ticket", "made-up"))).Answer.Status.ShouldBe(409);
        (await browser.SubmitAsync(page, "Code", ("Code", new Authenticator(secret, []).WrongCode()))).Document.QuerySelector("[role=alert]").ShouldNotBeNull();
        (await server.Database.CountAsync("SELECT count(*) FROM totp_factors")).ShouldBe(0);
        Authenticator.CodesOn(await browser.SubmitAsync(page, "Code", ("Code", code), ("EndOthers", "false")));
        (await browser.SubmitAsync(page, "Code", ("Code", code))).Answer.Status.ShouldBe(409);
        (await browser.OpenAsync(Authenticator.SetUpPath)).At(Authenticator.FactorsPath);
        (await server.Database.CountAsync("SELECT count(*) FROM totp_factors")).ShouldBe(1);
    }

    private async Task<HostedServer> CleanAsync(Database database, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var server = await servers.OnAsync(database, settings);
        await server.ForgetFactorsAsync();
        return server;
    }
}
