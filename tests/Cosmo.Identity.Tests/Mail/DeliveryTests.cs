using System.Diagnostics;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Mail;

/// <summary>The whole server against a real SMTP server over TCP, with a login: what is posted arrives once, or is given up and told.</summary>
public sealed class DeliveryTests(Servers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_mail_arrives_encrypted_and_authenticated_and_leaves_no_words_behind()
    {
        await using var smtp = await SmtpServer.StartWithTlsAsync();
        await using var server = await servers.StartProcessAsync(Database.Sqlite, smtp.Settings);
        await using var office = new PostOffice(server.Database);


        await office.PostAsync("ada@example.test");


        var mail = (await smtp.ArrivedAsync(1)).ShouldHaveSingleItem();
        mail.WasEncrypted.ShouldBeTrue();
        mail.User.ShouldBe("cosmo");
        mail.Recipients.ShouldBe(["ada@example.test"]);
        mail.Message.From.Mailboxes.Single().Name.ShouldBe("Cösmo");
        mail.Message.TextBody!.ShouldContain("https://id.example.test/somewhere?token=secret-of-the-link");
        mail.Message.HtmlBody!.ShouldContain("<a class=\"button\"");
        await StateBecomesAsync(server, "sent");
        (await server.Database.ContentAsync(server.Folder)).ShouldNotContain("secret-of-the-link");
    }

    [Theory]
    [BothDatabases]
    public async Task While_the_server_is_down_mails_wait_and_none_is_lost(Database database)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await servers.StartAsync(database, smtp.Settings);
        await using var office = new PostOffice(server);
        await smtp.KillAsync();


        await office.PostAsync(Enumerable.Range(0, 5).Select(i => $"user{i}@example.test"));
        await Eventually.HoldsAsync(async () => await server.Database.CountAsync("SELECT count(*) FROM mails WHERE tries > 0 AND last_error IS NOT NULL") == 5, Patience, "all were tried");
        await smtp.StartAgainAsync();
        await HurryAsync(server);


        var mails = await smtp.ArrivedAsync(5, Patience);
        mails.SelectMany(mail => mail.Recipients).Order().ShouldBe(Enumerable.Range(0, 5).Select(i => $"user{i}@example.test"));
        await StateBecomesAsync(server, "sent", 5);
        (await server.Database.ContentAsync(server.Folder)).ShouldNotContain("secret-of-the-link");
    }

    [Theory]
    [InlineData("RCPT 450 4.2.0 Greylisted")]
    [InlineData("DATA 451 4.3.0 Try later")]
    public async Task What_is_refused_for_now_is_tried_again(string behaviour)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await servers.StartAsync(Database.Sqlite, smtp.Settings);
        await using var office = new PostOffice(server);
        await smtp.BehaveAsync(behaviour);


        await office.PostAsync("ada@example.test");
        await Eventually.HoldsAsync(async () => await server.Database.CountAsync("SELECT count(*) FROM mails WHERE tries = 1 AND last_error LIKE '45%'") == 1, Patience, "it was refused");
        await smtp.BehaveAsync("");
        await HurryAsync(server);


        (await smtp.ArrivedAsync(1, Patience)).ShouldHaveSingleItem();
        await StateBecomesAsync(server, "sent");
        smtp.Offers.ShouldBe(2);
    }

    [Theory]
    [BothDatabases("RCPT 550 5.1.1 No such user")]
    [BothDatabases("DATA 554 5.7.1 Refused")]
    [Triggers(SecurityEventType.MailGivenUp)]
    public async Task What_is_refused_for_good_is_given_up_and_told(Database database, string behaviour)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await servers.StartAsync(database, smtp.Settings);
        await using var office = new PostOffice(server);
        await smtp.BehaveAsync(behaviour);
        var trail = await AuditTrail.FromNowAsync(server);


        await office.PostAsync("nobody@example.test");


        await Eventually.HoldsAsync(
            async () => await server.Database.CountAsync("SELECT count(*) FROM mails WHERE failed_at IS NOT NULL AND text IS NOT NULL AND html IS NOT NULL") == 1, Patience, "it was given up, and its words were kept");
        var fact = await trail.ShouldBeAsync(SecurityEventType.MailGivenUp);
        fact.ShouldBeOfAnActor("mail");
        fact.Detail("why").ShouldBe("refused");
        fact.Detail("kind").ShouldBe("test");
        fact.Details!.ShouldNotContain("nobody@");
        smtp.Offers.ShouldBe(1);

        await server.Database.ExecuteAsync("UPDATE mails SET expires_at = created_at");
        await StateBecomesAsync(server, "failed");
        (await server.Database.ContentAsync(server.Folder)).ShouldNotContain("secret-of-the-link");
        await trail.ShouldBeAsync(SecurityEventType.MailGivenUp);
        smtp.Offers.ShouldBe(1);
    }

    [Theory]
    [BothDatabases]
    public async Task What_has_expired_is_given_up_and_not_sent_late(Database database)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await servers.StartAsync(database, smtp.Settings);
        await using var office = new PostOffice(server);
        await smtp.BehaveAsync("RCPT 450 4.2.0 Later");
        var trail = await AuditTrail.FromNowAsync(server);


        await office.PostAsync("ada@example.test");
        await Eventually.HoldsAsync(async () => await server.Database.CountAsync("SELECT count(*) FROM mails WHERE tries = 1 AND last_error IS NOT NULL") == 1, Patience, "it was tried");
        await server.Database.ExecuteAsync("UPDATE mails SET expires_at = created_at, next_try_at = created_at");


        await StateBecomesAsync(server, "failed");
        (await trail.ShouldBeAsync(SecurityEventType.MailGivenUp)).Detail("why").ShouldBe("expired");
        await smtp.BehaveAsync("");
        await office.PostAsync("grace@example.test");
        (await smtp.ArrivedAsync(1)).ShouldHaveSingleItem().Recipients.ShouldBe(["grace@example.test"]);
    }

    [Theory]
    [InlineData("localhost", false)]
    [InlineData("mail.example.test", true)]
    public async Task A_server_that_cannot_prove_its_name_gets_neither_password_nor_mail(string certified, bool trusted)
    {
        await using var smtp = await SmtpServer.StartWithTlsAsync(certified);
        await using var server = await servers.StartProcessAsync(Database.Sqlite, trusted ? smtp.Settings : smtp.SettingsWithoutTrust);
        await using var office = new PostOffice(server.Database);


        await office.PostAsync("ada@example.test");


        await Eventually.HoldsAsync(async () => await server.Database.CountAsync("SELECT count(*) FROM mails WHERE last_error LIKE '%certificate%'") == 1, Patience, "the certificate was refused");
        smtp.Offers.ShouldBe(0);
        await Eventually.HoldsAsync(() => Task.FromResult(server.Output.Contains("could not be delivered at try 1", StringComparison.Ordinal)), Patience, "it was logged");
        server.Output.ShouldNotContain("secret-of-the-link");
        server.Output.ShouldNotContain("ada@example.test");
        var doctor = await Command.CosmoAsync(server.Folder, "Development", ["doctor", .. server.DataArguments, .. smtp.SettingsWithoutTrust.Select(setting => $"--{setting.Key}={setting.Value}")]);
        doctor.ExitCode.ShouldBe(1, doctor.Text);
        doctor.Output.ShouldContain("error    mail");
        doctor.Text.ShouldNotContain(smtp.SettingsWithoutTrust.Single(setting => setting.Key == "Mail:Password").Value);
    }

    [Fact]
    public async Task Two_nodes_send_each_mail_once()
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var first = await servers.StartProcessAsync(Database.PostgreSql, smtp.Settings);
        await using var second = await first.StartAnotherNodeAsync(smtp.Settings);
        await using var office = new PostOffice(first.Database);
        var recipients = Enumerable.Range(0, 24).Select(i => $"user{i:00}@example.test").ToList();
        // So that the first to look is not done before the other looks.
        await smtp.BehaveAsync("SLOW 1");


        await office.PostAsync(recipients);


        await StateBecomesAsync(first, "sent", 24);
        smtp.Arrived().SelectMany(mail => mail.Recipients).Order().ShouldBe(recipients);
        (await first.Database.CountAsync("SELECT count(DISTINCT claimed_by) FROM mails")).ShouldBe(2, "one node did it all, which proves nothing");
    }

    [Theory]
    [BothDatabases]
    public async Task A_killed_server_loses_no_mail_and_sends_none_twice(Database database)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await servers.StartProcessAsync(database, smtp.Settings);
        await using var office = new PostOffice(server.Database);
        var recipients = Enumerable.Range(0, 12).Select(i => $"user{i:00}@example.test").ToList();
        await smtp.BehaveAsync("SLOW 3600");
        await office.PostAsync(recipients);
        await Eventually.HoldsAsync(() => Task.FromResult(smtp.Messages > 0), Patience, "letters are on their way");


        await server.KillAsync();
        // What it had not acknowledged, it has not taken.
        await smtp.KillAsync();
        await smtp.BehaveAsync("");
        await smtp.StartAgainAsync();
        // Half a minute later the dead node's claims have run out.
        (await server.Database.CountAsync("SELECT count(*) FROM mails WHERE claimed_until IS NOT NULL")).ShouldBeGreaterThan(0);
        await server.Database.ExecuteAsync("UPDATE mails SET claimed_until = created_at WHERE claimed_until IS NOT NULL");
        await server.StartAgainAsync();


        await StateBecomesAsync(server, "sent", 12);
        smtp.Arrived().SelectMany(mail => mail.Recipients).Order().ShouldBe(recipients);
    }

    [Fact]
    public async Task A_server_that_takes_its_time_gets_a_mail_once_and_holds_up_no_request()
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await servers.StartAsync(Database.Sqlite, smtp.Settings);
        await using var office = new PostOffice(server);
        // Long enough for the claim to be renewed, and for the outbox to be looked at again.
        await smtp.BehaveAsync("SLOW 10");
        await office.PostAsync("ada@example.test");
        await Eventually.HoldsAsync(() => Task.FromResult(smtp.Messages == 1), Patience, "the letter is on its way");
        var claim = await ClaimAsync(server);


        var since = Stopwatch.GetTimestamp();
        (await server.As(Registrations.Mobile).PasswordAsync(People.Ada)).ShouldSucceed();
        var elapsed = Stopwatch.GetElapsedTime(since);


        elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        smtp.Arrived().ShouldBeEmpty();
        await Eventually.HoldsAsync(async () => string.CompareOrdinal(await ClaimAsync(server), claim) > 0, Patience, "the claim was renewed");
        smtp.Arrived().ShouldBeEmpty("it was not slow enough to prove it");
        (await smtp.ArrivedAsync(1, Patience)).ShouldHaveSingleItem();
        await StateBecomesAsync(server, "sent");
        smtp.Messages.ShouldBe(1);
    }

    /// <summary>As if the time until the next try had passed.</summary>
    private static Task HurryAsync(RunningServer server) => server.Database.ExecuteAsync("UPDATE mails SET next_try_at = created_at");

    private static async Task<string> ClaimAsync(RunningServer server) => (await server.Database.LinesAsync("SELECT claimed_until FROM mails")).Single();

    private static Task StateBecomesAsync(RunningServer server, string state, int count = 1) => Eventually.HoldsAsync(
        async () => await server.Database.CountAsync($"SELECT count(*) FROM mails WHERE {state}_at IS NOT NULL AND text IS NULL AND html IS NULL") == count, Patience, $"{count} mails were {state}");
}
