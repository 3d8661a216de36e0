using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Admin.Users;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Mail;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Operations;

/// <summary>Administrators have mails tried again that wait or were given up, against a real SMTP server: once, and only as long as their links work.</summary>
public sealed class MailOrdersTests(Servers servers)
{
    private const string Late = "late@example.test";
    private const string Secret = "secret-of-the-link";
    private const string Why = "Ticket 4711: <b>the mailbox</b> is there now";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Theory]
    [BothDatabases("RCPT 550 5.1.1 No such user")]
    [BothDatabases("DATA 554 5.7.1 Refused")]
    [Triggers(SecurityEventType.MailHurried)]
    public async Task What_was_refused_for_good_is_sent_again_from_the_console_and_arrives_once(Database database, string behaviour)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await StartAsync(database, smtp);
        using var browser = await server.EnterAsync(Administrators.Root);
        using var auditor = await server.EnterAsync(Administrators.Vera);
        var token = await server.AdminTokenAsync(Administrators.Root);
        var mail = await GiveUpAsync(server, smtp, behaviour);
        var page = $"/admin/operations/mails/{mail}";
        var trail = await AuditTrail.FromNowAsync(server);


        var list = (await browser.OpenAsync("/admin/operations")).At("/admin/operations");
        var seen = (await auditor.OpenAsync("/admin/operations")).At("/admin/operations");
        var asked = (await browser.OpenAsync(page)).At(page);
        var mute = await browser.SubmitAsync(asked, "Reason", ("Reason", " "));
        await smtp.BehaveAsync("");
        var done = await browser.ConfirmAsync(page, ("Reason", Why));


        list.Document.QuerySelector($"a[href$='/mails/{mail}']")!.TextContent.ShouldContain("Send again");
        seen.Document.QuerySelector($"a[href$='/mails/{mail}']").ShouldBeNull("an auditor orders nothing");
        seen.Document.Body!.TextContent.ShouldContain(Late);
        asked.Answer.Body.ShouldNotContain(Secret);
        mute.Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("Say why");
        done.At("/admin/operations").Document.QuerySelector("[role=status]")!.TextContent.ShouldBe("The mail is tried now.");
        await SentAsync(server, mail);
        ArrivedLate(smtp).ShouldHaveSingleItem().Message.TextBody!.ShouldContain(Secret);
        (await server.Database.CountAsync($"SELECT count(*) FROM mails WHERE {Is(mail)} AND tries = 1 AND failed_at IS NULL AND last_error IS NULL")).ShouldBe(1);
        (await server.Database.ContentAsync(server.Folder)).ShouldNotContain(Secret);
        var fact = (await trail.NewAsync()).Single(fact => fact.Type == SecurityEventType.MailHurried);
        fact.Actor.ShouldBe((await server.SubjectAsync(Administrators.Root)).ToString());
        fact.Detail("mail").ShouldBe(mail.ToString());
        fact.Detail("reason").ShouldBe(Why);
        fact.Details!.ShouldNotContain(Late);

        var late = (await browser.OpenAsync(page)).At(page);
        late.Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("was sent already");
        late.Form("Reason").ShouldBeNull();
        (await RetryAsync(server, token, mail)).Status.ShouldBe(409);
        (await trail.NewAsync()).Count(one => one.Type == SecurityEventType.MailHurried).ShouldBe(1);
        ArrivedLate(smtp).ShouldHaveSingleItem();
    }

    [Theory]
    [BothDatabases("RCPT 550 5.1.1 No such user")]
    [BothDatabases("RCPT 450 4.2.0 Later")]
    public async Task Of_twenty_orders_at_once_one_is_taken_and_the_mail_arrives_once(Database database, string behaviour)
    {
        const int Orders = 20;
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await StartAsync(database, smtp);
        (string, string)[] tokens = [await server.AdminTokenAsync(Administrators.Root), await server.AdminTokenAsync(PeopleServers.Nora)];
        var mail = await GiveUpAsync(server, smtp, behaviour);
        await server.Database.ExecuteAsync("UPDATE mails SET next_try_at = expires_at");
        await smtp.BehaveAsync("");
        var trail = await AuditTrail.FromNowAsync(server);


        var answers = await Task.WhenAll(Enumerable.Range(0, Orders).Select(i => RetryAsync(server, tokens[i % 2], mail)));


        answers.Count(answer => answer.Status == 202).ShouldBe(1, string.Join(' ', answers.Select(answer => answer.Status)));
        answers.Count(answer => answer.Status == 409).ShouldBe(Orders - 1);
        await SentAsync(server, mail);
        ArrivedLate(smtp).ShouldHaveSingleItem();
        (await trail.NewAsync()).Count(fact => fact.Type == SecurityEventType.MailHurried).ShouldBe(1);
        // Whatever was still on its way would have come before this one.
        await smtp.BehaveAsync("");
        await PostAsync(server, "after@example.test");
        await Eventually.HoldsAsync(() => Task.FromResult(smtp.Arrived().Any(one => one.Recipients.Contains("after@example.test"))), Patience, "another one arrived");
        ArrivedLate(smtp).ShouldHaveSingleItem();
    }

    [Theory]
    [BothDatabases]
    public async Task What_has_expired_loses_its_words_and_is_not_sent_again(Database database)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await StartAsync(database, smtp);
        using var browser = await server.EnterAsync(Administrators.Root);
        var token = await server.AdminTokenAsync(Administrators.Root);
        var mail = await GiveUpAsync(server, smtp, "RCPT 550 5.1.1 No such user");
        await smtp.BehaveAsync("");
        var page = $"/admin/operations/mails/{mail}";
        var asked = (await browser.OpenAsync(page)).At(page);
        var trail = await AuditTrail.FromNowAsync(server);
        (await server.Database.ContentAsync(server.Folder)).ShouldContain(Secret);


        await server.Database.ExecuteAsync($"UPDATE mails SET expires_at = created_at WHERE {Is(mail)}");
        var refused = await RetryAsync(server, token, mail);
        await Eventually.HoldsAsync(
            async () => await server.Database.CountAsync($"SELECT count(*) FROM mails WHERE {Is(mail)} AND failed_at IS NOT NULL AND text IS NULL AND html IS NULL") == 1, Patience, "its words are gone");
        var refusedAgain = await RetryAsync(server, token, mail);
        var pressed = await browser.SubmitAsync(asked, "Reason", ("Reason", Why));


        foreach (var answer in (Answer[])[refused, refusedAgain])
        {
            answer.Status.ShouldBe(409);
            answer.MediaType.ShouldBe("application/problem+json");
            answer.Body.ShouldContain("expired");
        }

        pressed.At(page).Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("has expired");
        pressed.Form("Reason").ShouldBeNull();
        (await browser.OpenAsync("/admin/operations")).Document.QuerySelector($"a[href$='/mails/{mail}']").ShouldBeNull();
        (await trail.NewAsync()).ShouldBeEmpty("nothing was done");
        (await server.Database.ContentAsync(server.Folder)).ShouldNotContain(Secret);
        ArrivedLate(smtp).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mail_that_a_server_is_just_taking_is_not_sent_beside()
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await StartAsync(Database.Sqlite, smtp);
        var token = await server.AdminTokenAsync(Administrators.Root);
        await smtp.BehaveAsync("SLOW 10");
        await PostAsync(server, Late);
        await Eventually.HoldsAsync(() => Task.FromResult(smtp.Messages == 1), Patience, "the letter is on its way");
        var mail = await FindAsync(server);
        await server.Database.ExecuteAsync("UPDATE mails SET next_try_at = expires_at");
        var trail = await AuditTrail.FromNowAsync(server);


        var answer = await RetryAsync(server, token, mail);


        answer.Status.ShouldBe(409);
        answer.Body.ShouldContain("turn has come");
        await SentAsync(server, mail);
        smtp.Messages.ShouldBe(1);
        (await trail.NewAsync()).ShouldBeEmpty();
    }

    [Theory]
    [BothDatabases]
    public async Task Programs_see_mails_in_trouble_page_by_page_and_never_what_they_say(Database database)
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var server = await StartAsync(database, smtp);
        var token = await server.AdminTokenAsync(Administrators.Root);
        await GiveUpAsync(server, smtp, "RCPT 550 5.1.1 No such user");
        await smtp.BehaveAsync("RCPT 450 4.2.0 Later");
        await PostAsync(server, "waits@example.test");
        await Eventually.HoldsAsync(async () => await server.Database.CountAsync("SELECT count(*) FROM mails WHERE recipient LIKE 'waits@%' AND last_error IS NOT NULL") == 1, Patience, "it was tried");


        var all = (await server.Http.GetAsync("/api/v1/admin/mails", token)).ShouldSucceed();
        List<JsonElement> paged = [];
        for (string? before = null; paged.Count == 0 || before is not null;)
        {
            var page = (await server.Http.GetAsync("/api/v1/admin/mails?limit=1" + (before is null ? "" : "&before=" + before), token)).ShouldSucceed().Json;
            paged.Add(page.GetProperty("mails").EnumerateArray().ShouldHaveSingleItem());
            before = page.GetProperty("next").GetString();
        }


        all.Body.ShouldNotContain(Secret);
        all.Body.ShouldNotContain("It was posted.");
        var mails = all.Json.GetProperty("mails").EnumerateArray().ToList();
        mails.Select(mail => mail.GetProperty("recipient").GetString()).ShouldBe(["waits@example.test", Late]);
        mails.Select(mail => mail.GetProperty("state").GetString()).ShouldBe(["waiting", "given_up"]);
        mails.ShouldAllBe(mail => mail.GetProperty("canRetry").GetBoolean() && mail.GetProperty("tries").GetInt32() > 0);
        mails[1].GetProperty("lastError").GetString()!.ShouldContain("No such user");
        mails[1].GetProperty("givenUpAt").ValueKind.ShouldBe(JsonValueKind.String);
        mails[1].GetProperty("nextTryAt").ValueKind.ShouldBe(JsonValueKind.Null);
        (all.Json.GetProperty("waiting").GetInt32(), all.Json.GetProperty("retried").GetInt32(), all.Json.GetProperty("givenUp").GetInt32()).ShouldBe((1, 1, 1));
        paged.Select(mail => mail.GetProperty("id").GetGuid()).ShouldBe(mails.Select(mail => mail.GetProperty("id").GetGuid()));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("before=nothing")]
    public async Task What_means_nothing_is_refused(string query)
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);
        var token = await server.AdminTokenAsync(Administrators.Root);

        var list = await server.Http.GetAsync("/api/v1/admin/mails?" + query, token);
        var unknown = await RetryAsync(server, token, Guid.CreateVersion7());

        list.Status.ShouldBe(400);
        list.MediaType.ShouldBe("application/problem+json");
        unknown.Status.ShouldBe(404);
        foreach (var body in (object[])[new { }, new { reason = " " }, new { reason = 1 }, new { reason = new string('x', 301) }, "no object"])
        {
            (await server.OrderAsync(token, HttpMethod.Post, $"mails/{Guid.CreateVersion7()}/retry", body)).Status.ShouldBe(400, JsonSerializer.Serialize(body));
        }
    }

    private Task<HostedServer> StartAsync(Database database, SmtpServer smtp)
    {
        var provisioning = Administrators.Provisioning();
        provisioning["users"]!.AsArray().Add(PeopleServers.Nora.ToJson());
        return servers.StartFirstAsync(database, provisioning, [.. smtp.Settings, ("SecondFactors:Policy", "Off"), ("RateLimits:ExemptNetworks:0", "127.0.0.0/8")]);
    }

    /// <summary>The mail to somebody late, which was posted and refused.</summary>
    private static async Task<Guid> GiveUpAsync(HostedServer server, SmtpServer smtp, string behaviour)
    {
        // What the sign-ins of the test have posted is none of its business.
        await Eventually.HoldsAsync(async () => await server.Database.CountAsync("SELECT count(*) FROM mails WHERE sent_at IS NULL") == 0, Patience, "nothing else waits");
        await smtp.BehaveAsync(behaviour);
        await PostAsync(server, Late);
        await Eventually.HoldsAsync(
            async () => await server.Database.CountAsync($"SELECT count(*) FROM mails WHERE recipient = '{Late}' AND last_error IS NOT NULL AND text IS NOT NULL") == 1, Patience, "it was refused, and its words were kept");
        return await FindAsync(server);
    }

    private static async Task PostAsync(HostedServer server, string recipient)
    {
        await using var office = new PostOffice(server);
        await office.PostAsync(recipient);
    }

    private static async Task<Guid> FindAsync(HostedServer server) => Guid.Parse((await server.Database.LinesAsync($"SELECT id FROM mails WHERE recipient = '{Late}'")).Single());

    private static Task<Answer> RetryAsync(RunningServer server, (string, string) token, Guid mail) => server.OrderAsync(token, HttpMethod.Post, $"mails/{mail}/retry", new { reason = Why });

    private static Task SentAsync(RunningServer server, Guid mail) => Eventually.HoldsAsync(
        async () => await server.Database.CountAsync($"SELECT count(*) FROM mails WHERE {Is(mail)} AND sent_at IS NOT NULL AND text IS NULL AND html IS NULL") == 1, Patience, "it was sent");

    private static List<ArrivedMail> ArrivedLate(SmtpServer smtp) => [.. smtp.Arrived().Where(mail => mail.Recipients.Contains(Late))];

    private static string Is(Guid mail) => $"upper(cast(id AS text)) = '{mail.ToString().ToUpperInvariant()}'";
}
