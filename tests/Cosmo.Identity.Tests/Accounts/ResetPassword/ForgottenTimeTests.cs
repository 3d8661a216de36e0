using Cosmo.Identity.Tests.Harness;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.ResetPassword;

/// <summary>How long the answer takes says nothing about whose name it was, with the mail server down (ENUM-02).</summary>
public sealed class ForgottenTimeTests(Servers servers)
{
    /// <summary>Somebody who gets a mail, somebody who gets none, and nobody.</summary>
    private static readonly string[] Names = ["ada", "linus", "nobody-of-that-name"];

    [Theory]
    [BothDatabases]
    public async Task The_answer_takes_the_same_time_whoever_is_named(Database database)
    {
        await using var server = await servers.StartAsync(
            database, ("Mail:Host", "127.0.0.1"), ("Mail:Port", Place.FreePort().ToString()), ("Mail:Security", "None"), ("Mail:From", "no-reply@example.test"));
        using var browser = server.NewBrowser();
        var fields = Page.Fields((await browser.OpenAsync(Resets.ForgotPath)).Form("UserName")!).Where(field => field.Name != "UserName").ToList();
        var classes = Names.ToDictionary(name => name, name => (Func<Task<Answer>>)(() => AskAsync(name)));
        await AnswerTimes.MeasureAsync(classes, 2 * classes.Count, 200);


        var times = await AnswerTimes.MeasureAsync(classes, AnswerTimes.Tries(60), 200);


        times.ShouldTellNothing();
        await Eventually.HoldsAsync(
            async () => await server.Database.CountAsync("SELECT count(*) FROM mails WHERE tries > 0 AND last_error IS NOT NULL AND sent_at IS NULL") > 0,
            TimeSpan.FromSeconds(30), "mails waited for the server");

        async Task<Answer> AskAsync(string name)
        {
            using var content = Wire.Form([.. fields, ("UserName", name)]);
            return await browser.SendAsync(HttpMethod.Post, new Uri(Resets.ForgotPath, UriKind.Relative), content);
        }
    }
}
