using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;
using DatabaseKind = Cosmo.Identity.Tests.Harness.Database;

namespace Cosmo.Identity.Tests.Mail;

/// <summary>A mail and its cause are one: neither is there without the other (MAIL-01).</summary>
public sealed class OutboxTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task A_mail_is_posted_with_its_cause_or_not_at_all(DatabaseKind database)
    {
        await using var server = await servers.StartAsync(database);
        await server.StopAsync();
        await using var office = new PostOffice(server.Database);
        var mail = PostOffice.MailTo("ada@example.test");


        await Should.ThrowAsync<Exception>(() => office.Outbox.ExecuteAsync([new SqlStatement("INSERT INTO nowhere VALUES (1)")], [], [mail], CancellationToken.None));
        await office.Outbox.ExecuteAsync([], [], [mail with { Condition = new EventCondition("EXISTS (SELECT 1 FROM users WHERE user_name = {0})", "nobody") }], CancellationToken.None);
        var before = await server.Database.CountAsync("SELECT count(*) FROM mails");
        await office.Outbox.ExecuteAsync([], [], [mail with { Condition = new EventCondition("EXISTS (SELECT 1 FROM users WHERE user_name = {0})", "ada") }], CancellationToken.None);


        before.ShouldBe(0);
        (await server.Database.CountAsync("SELECT count(*) FROM mails WHERE recipient = 'ada@example.test' AND tries = 0")).ShouldBe(1);
    }

    [Theory]
    [InlineData("a@x.test\r\nBcc: b@y.test", "Fine")]
    [InlineData("a@b.test,c@d.test", "Fine")]
    [InlineData("a@b@c.test", "Fine")]
    [InlineData("ada@example.test", "Fine\r\nBcc: b@y.test")]
    [InlineData("ada@example.test", "Fine\nX: y")]
    public async Task Nothing_is_posted_that_could_be_more_than_one_mail(string recipient, string subject)
    {
        var server = await servers.AnyAsync();
        await using var office = new PostOffice(server.Database);

        Should.Throw<ArgumentException>(() => office.Outbox.Statement(PostOffice.MailTo(recipient) with { Subject = subject }));
    }
}
