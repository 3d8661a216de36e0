using Cosmo.Identity.Tests.Harness;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Register;

/// <summary>How long the answer takes says nothing about whether an address has an account (ASVS 6.3.8).</summary>
[Collection(nameof(Alone))]
public sealed class RegisterTimeTests(Servers servers)
{
    [Fact]
    public async Task The_answer_takes_the_same_time_for_a_taken_and_a_free_address()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        using var browser = server.NewBrowser();
        var fields = Page.Fields((await browser.OpenAsync(Registering.Path)).Form("Repeated")!).Where(field => field.Name is "__RequestVerificationToken" or "ReturnUrl").ToList();
        var classes = new Dictionary<string, Func<Task<Answer>>>
        {
            ["taken"] = () => AskAsync("ada@example.test"),
            ["free"] = () => AskAsync(Registering.Newcomer().UserName),
        };
        await AnswerTimes.MeasureAsync(classes, 4, 200);


        var times = await AnswerTimes.MeasureAsync(classes, AnswerTimes.Tries(30), 200);


        times.ShouldTellNothing();

        async Task<Answer> AskAsync(string email)
        {
            using var content = Wire.Form([.. fields, ("Email", email), ("Name", "Nora"), ("Password", Registering.Password), ("Repeated", Registering.Password)]);
            return await browser.SendAsync(HttpMethod.Post, new Uri(Registering.Path, UriKind.Relative), content);
        }
    }
}
