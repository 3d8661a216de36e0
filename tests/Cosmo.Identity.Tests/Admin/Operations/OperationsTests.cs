using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Operations;

/// <summary>Jobs, mails, keys, settings and posture in the console.</summary>
public sealed class OperationsTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.JobOrdered)]
    public async Task A_job_runs_out_of_turn_and_is_told_with_who_ordered_it(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        var trail = await AuditTrail.FromNowAsync(server);

        var form = (await browser.OpenAsync("/admin/operations/jobs/RollUpStatistics")).At("/admin/operations/jobs/RollUpStatistics");
        var done = await browser.SubmitAsync(form, "Reason", ("Reason", "the figures <b>look</b> old"));

        done.At("/admin/operations").Document.QuerySelector("[role=status]").ShouldNotBeNull();
        var told = (await trail.NewAsync()).Single(fact => fact.Type == SecurityEventType.JobOrdered);
        told.Detail("job").ShouldBe("RollUpStatistics");
        told.Detail("reason").ShouldBe("the figures <b>look</b> old");
        told.Actor.ShouldNotBeNull();
        (await browser.OpenAsync("/admin/operations/jobs/NoSuchJob")).Answer.Status.ShouldBe(404);
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.MailHurried)]
    public async Task A_mail_that_waits_is_tried_at_once_and_one_that_does_not_is_not(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        using var browser = await server.EnterAsync(Administrators.Root);
        var id = Guid.CreateVersion7();
        await server.Database.ExecuteAsync(
            $"INSERT INTO mails (id, kind, recipient, subject, text, html, created_at, expires_at, next_try_at, tries) VALUES ('{Key(database, id)}', 'password_reset', 'ada@example.test', 's', 't', '<p>t</p>', '2026-01-01 00:00:00', '2999-01-01 00:00:00', '2998-01-01 00:00:00', 3)");
        var trail = await AuditTrail.FromNowAsync(server);

        var list = await browser.OpenAsync("/admin/operations");
        var form = await browser.OpenAsync($"/admin/operations/mails/{id}");
        var done = await browser.SubmitAsync(form, "Reason", ("Reason", "the server is back"));
        var again = await browser.SubmitAsync(form, "Reason", ("Reason", "once more"));

        list.Document.Body!.TextContent.ShouldContain("ada@example.test");
        done.At("/admin/operations");
        // Development has taken it meanwhile, or is about to.
        again.Document.QuerySelector("[role=alert]")!.TextContent.ShouldMatch("was sent already|turn has come already");
        (await browser.OpenAsync($"/admin/operations/mails/{Guid.CreateVersion7()}")).Answer.Status.ShouldBe(404);
        (await trail.NewAsync()).Count(fact => fact.Type == SecurityEventType.MailHurried).ShouldBe(1);
    }

    [Fact]
    public async Task Settings_are_shown_without_secrets()
    {
        await using var server = await servers.StartFirstAsync(
            Database.Sqlite, Administrators.Provisioning(), ("SecondFactors:Policy", "Off"), ("Mail:Host", "127.0.0.1"), ("Mail:Port", "9"), ("Mail:UserName", "mailer"), ("Mail:Password", "not-to-be-seen"), ("Mail:From", "id@example.test"), ("Mail:Security", "None"), ("Lockout:FailureLimit", "7"));
        using var browser = await server.EnterAsync(Administrators.Vera);

        var page = await browser.OpenAsync("/admin/operations/settings");
        var operations = await ExaminedAsync(browser);

        var rows = page.Document.QuerySelectorAll(".settings div").ToDictionary(row => row.QuerySelector("dt")!.TextContent.Trim(), row => row.QuerySelector("dd bdi")!.TextContent.Trim());
        page.Document.Body!.TextContent.ShouldContain("All others are refused", Case.Insensitive, "each setting is explained where it stands");
        rows["Mail:Password"].ShouldBe("***");
        rows["Lockout:FailureLimit"].ShouldBe("7");
        rows["Tokens:AccessTokenLifetime"].ShouldBe("00:30:00");
        page.Answer.Body.ShouldNotContain("not-to-be-seen");
        operations.Answer.Body.ShouldNotContain("not-to-be-seen");
        operations.Document.QuerySelectorAll(".findings li").Length.ShouldBeGreaterThan(5);
        operations.Document.Body!.TextContent.ShouldContain("ES256");
        operations.Document.QuerySelectorAll("a[href*='/jobs/']").ShouldBeEmpty("an auditor orders nothing");
    }

    [Fact]
    public async Task The_page_waits_for_no_mail_server_and_tells_what_was_found_once_it_is()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var server = await servers.StartFirstAsync(
            Database.Sqlite, Administrators.Provisioning(), ("SecondFactors:Policy", "Off"), ("Mail:Host", "127.0.0.1"), ("Mail:Port", port), ("Mail:From", "id@example.test"), ("Mail:Security", "None"));
        using var browser = await server.EnterAsync(Administrators.Vera);

        var first = await browser.OpenAsync("/admin/operations");
        var opened = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        opened.Close();
        silent.Stop();
        var examined = await ExaminedAsync(browser);

        first.Answer.Status.ShouldBe(200);
        first.Document.QuerySelectorAll(".findings li").ShouldBeEmpty("the mail server has said nothing yet");
        first.Document.QuerySelector("section[aria-labelledby=posture]")!.TextContent.ShouldContain("under way");
        examined.Document.QuerySelector(".findings .is-critical")!.ParentElement!.TextContent.ShouldContain($"127.0.0.1:{port}");
    }

    private static async Task<Page> ExaminedAsync(Browser browser)
    {
        Page? page = null;
        await Eventually.HoldsAsync(
            async () => (page = await browser.OpenAsync("/admin/operations")).Document.QuerySelector("section[aria-labelledby=posture] time") is not null, TimeSpan.FromSeconds(30), "the posture is examined");
        return page!;
    }

    private static string Key(Database database, Guid id) => database == Database.Sqlite ? id.ToString().ToUpperInvariant() : id.ToString();
}
