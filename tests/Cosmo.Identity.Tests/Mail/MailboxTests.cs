using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Mail;

/// <summary>Development's mailbox, which is nowhere else.</summary>
public sealed class MailboxTests(Servers servers)
{
    [Fact]
    public async Task Development_keeps_mails_in_a_folder_and_shows_them()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        await using var office = new PostOffice(server);
        using var browser = server.NewBrowser();
        (await browser.OpenAsync("/dev/mail")).At("/dev/mail").Document.Body!.TextContent.ShouldContain("There is none yet");


        await office.PostAsync("ada@example.test");
        var files = Path.Combine(server.Folder, "data", "mail");
        await Eventually.HoldsAsync(() => Task.FromResult(Directory.Exists(files) && Directory.GetFiles(files, "*.eml").Length == 1), TimeSpan.FromSeconds(30), "the file was written");


        var list = (await browser.OpenAsync("/dev/mail")).At("/dev/mail");
        var link = list.Document.QuerySelector("main a")!;
        var page = await browser.OpenAsync(list.Resolve(link.GetAttribute("href")).AbsolutePath);
        page.Answer.Status.ShouldBe(200);
        page.Document.QuerySelector("pre")!.TextContent.ShouldContain("secret-of-the-link");
        var html = await server.Http.GetAsync(page.Answer.Url.AbsolutePath + "/html");
        html.Status.ShouldBe(200);
        html.Header("Content-Security-Policy")!.ShouldBe("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox");
        html.Body.ShouldContain("class=\"button\"");
        File.GetUnixFileMode(Directory.GetFiles(files, "*.eml")[0]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await server.Database.CountAsync("SELECT count(*) FROM mails WHERE sent_at IS NOT NULL AND text IS NULL")).ShouldBe(1);
    }

    [Theory]
    [InlineData("/dev/mail/0197c9d8-0000-7000-8000-000000000000")]
    [InlineData("/dev/mail/0197c9d8-0000-7000-8000-000000000000/html")]
    [InlineData("/dev/mail/..%2f..%2fcerts%2fencryption.key")]
    public async Task There_is_nothing_but_mails(string path) => (await (await servers.AnyAsync()).Http.GetAsync(path)).Status.ShouldBe(404);

    [Theory]
    [InlineData("Mail:Host", "127.0.0.1", "Mail:From", "no-reply@example.test")]
    [InlineData("Environment", "Production", "Issuer", "https://id.example.test")]
    public async Task Without_development_or_with_a_server_there_is_no_mailbox(params string[] settings)
    {
        await using var server = await servers.StartAsync(Database.Sqlite, [.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]);

        (await server.Http.GetAsync("/dev/mail")).Status.ShouldBe(404);
    }
}
