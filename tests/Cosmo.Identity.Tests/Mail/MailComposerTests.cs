using AngleSharp.Html.Parser;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Mail.Delivery;
using Cosmo.Identity.Requests;
using MimeKit;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Mail;

/// <summary>What a stranger's text can do in a mail: nothing (V099, V109, MAIL-02).</summary>
public sealed class MailComposerTests
{
    private const string Evil = "<a href=\"https://evil.example\">x</a>\r\n\r\nBcc: b@y\u202e<script>1</script>";

    private static readonly Issuer Issuer = new("https://id.example.test/tenant");

    private static readonly MailComposer Composer = new(Issuer);

    [Fact]
    public void Values_are_text_in_both_parts()
    {
        var parts = Composer.Compose(Mail(Evil) with { Name = Evil, Facts = [new MailFact("Device", Evil)], Link = new MailLink(Evil, "/reset-password?token=abc") });


        var html = new HtmlParser().ParseDocument(parts.Html);


        html.QuerySelectorAll("script, img, iframe, form, link").ShouldBeEmpty();
        html.QuerySelectorAll("a").Select(link => link.GetAttribute("href")).ShouldAllBe(href => href == "https://id.example.test/tenant/reset-password?token=abc");
        html.QuerySelectorAll("dd")[0].TextContent.ShouldBe("<a href=\"https://evil.example\">x</a> Bcc: b@y<script>1</script>");
        parts.Html.ShouldNotContain("\u202e");
        parts.Text.Split("\r\n").ShouldNotContain(line => line.StartsWith("Bcc:", StringComparison.Ordinal));
        parts.Text.ShouldNotContain("\u202e");
        parts.Text.Split("\r\n")[0].ShouldBe("Hello,");
        parts.Text.ShouldContain("\r\nhttps://id.example.test/tenant/reset-password?token=abc\r\n");
    }

    [Theory]
    [InlineData("Ada Lovelace", "Ada Lovelace")]
    [InlineData("Dr. Miriam O'Hara-Núñez", "Dr. Miriam O'Hara-Núñez")]
    [InlineData("  Ada \n King ", "Ada King")]
    [InlineData("evil.example", null)]
    [InlineData("Win at evil.example now", null)]
    [InlineData("https://evil.example", null)]
    [InlineData("www.evil", null)]
    [InlineData("call +44 20 7946 0018", null)]
    [InlineData("a@evil", null)]
    [InlineData("", null)]
    [InlineData("A name that goes on and on until it is a whole advertisement for something", null)]
    public void A_greeting_holds_names_only(string given, string? shown) => MailComposer.NameOf(given).ShouldBe(shown);

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("evil")]
    [InlineData("")]
    [InlineData("/\\evil.example")]
    [InlineData("/a b")]
    [InlineData("/a\r\nb")]
    public void A_link_leads_below_the_issuer_or_nowhere(string path) =>
        Should.Throw<ArgumentException>(() => Composer.Compose(Mail("Hi") with { Link = new MailLink("Go", path) }));

    [Fact]
    public void A_mail_is_light_and_dark_and_loads_nothing()
    {
        var html = new HtmlParser().ParseDocument(Composer.Compose(Mail("Hi")).Html);

        html.QuerySelector("meta[name=color-scheme]")!.GetAttribute("content").ShouldBe("light dark");
        html.QuerySelector("style")!.TextContent.ShouldContain("prefers-color-scheme: dark");
        html.QuerySelector("style")!.TextContent.ShouldNotContain("url(");
        html.QuerySelectorAll("[src], [background], link, style ~ style").ShouldBeEmpty();
    }

    [Fact]
    public void It_is_a_machines_message_to_one_person_with_an_identity_that_stays()
    {
        var letter = new Letter(Guid.CreateVersion7(), "test", null, "ada@example.test", "Grüße", "Text", "<p>HTML</p>", DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, 0);


        var message = Wire(letter.ToMime(MailboxAddress.Parse("Cösmo <no-reply@id.example.test>"), Issuer), out var wire);


        wire.ShouldContain("\r\nSubject: =?utf-8?");
        wire.ShouldContain("From: =?utf-8?");
        wire.Split("\r\n\r\n")[0].ShouldAllBe(character => character < 128);
        message.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        message.MessageId.ShouldBe($"{letter.Id:N}@id.example.test");
        message.Date.ShouldBe(DateTimeOffset.UnixEpoch);
        message.To.Mailboxes.ShouldHaveSingleItem().Address.ShouldBe("ada@example.test");
        message.Body!.ContentType.MimeType.ShouldBe("multipart/alternative");
        message.TextBody.ShouldBe("Text");
        message.HtmlBody.ShouldBe("<p>HTML</p>");
    }

    private static OutgoingMail Mail(string paragraph) => new("test", "ada@example.test", "A subject", [paragraph, paragraph]);

    private static MimeMessage Wire(MimeMessage message, out string wire)
    {
        using var stream = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, stream);
        wire = "\r\n" + System.Text.Encoding.UTF8.GetString(stream.ToArray());
        stream.Position = 0;
        return MimeMessage.Load(stream);
    }
}
