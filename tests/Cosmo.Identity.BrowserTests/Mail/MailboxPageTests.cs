using Cosmo.Identity.BrowserTests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.BrowserTests.Mail;

/// <summary>Development's mailbox shows what strangers wrote, and none of it acts (V109).</summary>
public sealed class MailboxPageTests(Site site)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_mail_is_read_with_or_without_JavaScript(bool javaScript) => site.VisitAsync(Look.Desk with { JavaScript = javaScript }, async visitor =>
    {
        var id = await Mailbox.FillAsync(site);


        await visitor.OpenAsync("/dev/mail");
        await visitor.Page.Locator($"main a[href$='{id}']").ClickAsync();
        await visitor.AtAsync($"/dev/mail/{id}");


        (await visitor.Page.Locator("pre.letter").InnerTextAsync()).ShouldContain("Hello <b>you</b>,");
        (await visitor.Heading.InnerTextAsync()).ShouldContain("<script>");
    });

    [Fact]
    public async Task The_html_part_keeps_its_style_and_can_do_nothing()
    {
        var id = await Mailbox.FillAsync(site);
        await site.VisitAsync(Look.Desk, async visitor =>
        {
            var failures = new System.Collections.Concurrent.ConcurrentDictionary<string, string?>();
            visitor.Page.RequestFailed += (_, request) => failures[request.Url] = request.Failure;
            await visitor.OpenAsync($"/dev/mail/{id}");


            await visitor.ArriveByAsync(() => visitor.Page.GetByText("Show it as a mail program does").ClickAsync());


            (await visitor.Page.TitleAsync()).ShouldBe("A mail");
            (await visitor.Page.Locator("#styled").EvaluateAsync<string>("element => getComputedStyle(element).color")).ShouldBe("rgb(1, 2, 3)");
            await visitor.Page.Locator("button").ClickAsync();
            visitor.Page.Url.ShouldEndWith("/html", Case.Sensitive, "its form was sent");
            failures["http://127.0.0.1:9/pixel"].ShouldBe("csp");
            // It tried, and the browser told; no script of it ran.
            (await visitor.TakeWrongsAsync()).ShouldNotContain(wrong => wrong.StartsWith("dialog"));
        });
    }
}
