using Cosmo.Identity.Tests.Harness;
using Shouldly;

namespace Cosmo.Identity.Tests.Accounts.ResetPassword;

/// <summary>What people do who have forgotten their password, and what attackers do who say so.</summary>
internal static class Resets
{
    public const string ForgotPath = "/forgot-password";
    public const string ResetPath = "/reset-password";

    /// <summary>Asks for a link, as the name says who.</summary>
    public static async Task<Page> AskAsync(this Browser browser, string name) =>
        await browser.SubmitAsync((await browser.OpenAsync(ForgotPath)).At(ForgotPath), "UserName", ("UserName", name));

    /// <summary>Asks and reads the mail.</summary>
    public static async Task<Uri> GetLinkAsync(this Browser browser, Postbox box, Person person)
    {
        (await browser.AskAsync(person.UserName)).At(ForgotPath);
        return Postbox.LinkIn(await box.NextAsync(person, "Choose a new password"));
    }

    /// <summary>Opens a link that must be good.</summary>
    public static async Task<Page> OpenLinkAsync(this Browser browser, Uri link)
    {
        var page = (await browser.OpenAsync(link.PathAndQuery)).At(ResetPath);
        page.Form("Password").ShouldNotBeNull(page.Answer.ToString());
        return page;
    }

    /// <summary>Fills in the form.</summary>
    public static Task<Page> ChooseAsync(this Browser browser, Page page, string password) =>
        browser.SubmitAsync(page, "Password", ("Password", password), ("Repeated", password));

    public static void ShouldBeDone(this Page page) => Heading(page.At(ResetPath)).ShouldBe("Your password is set");

    public static void ShouldBeBadLink(this Page page)
    {
        page.IsAt(ResetPath).ShouldBeTrue(page.Answer.ToString());
        page.Answer.Status.ShouldBe(400, page.Answer.ToString());
        Heading(page).ShouldBe("This link does not work any more");
        page.Document.QuerySelector("main a")!.GetAttribute("href").ShouldBe(ForgotPath);
    }

    public static string Heading(Page page) => page.Document.QuerySelector("h1")!.TextContent;

    /// <summary>Everybody's password hashes and stamps: what only a reset may change.</summary>
    public static async Task<string> SecretsAsync(this RunningServer server) =>
        string.Join('\n', await server.Database.LinesAsync("SELECT user_name, password_hash, security_stamp FROM users ORDER BY user_name"));
}
