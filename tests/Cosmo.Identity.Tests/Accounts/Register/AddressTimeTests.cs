using Cosmo.Identity.Accounts.Register;
using Cosmo.Identity.Tests.Accounts.ChangeEmail;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Jobs;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Register;

/// <summary>
/// How long an answer takes says nothing about whether an address has an account (ENUM-01, ENUM-02, ASVS 6.3.8), nor a bad invitation
/// whether there ever was one. <c>COSMO_TEST_TIMING_TRIES=1600</c> measures as the issue does.
/// </summary>
[Collection(nameof(Alone)), Trait(nameof(Alone), Alone.Times)]
public sealed class AddressTimeTests(Servers servers)
{
    /// <summary>Both pages wait for most of their time; a long measurement has all the time that it takes.</summary>
    private const int Lanes = 4;

    /// <summary>So few of each class that a clear difference still shows.</summary>
    private const int Few = 12;

    [Theory]
    [BothDatabases]
    public async Task The_answer_takes_the_same_time_whosever_the_address_is(Database database)
    {
        await using var server = await servers.StartAsync(database);
        (Func<Task<Dictionary<string, Func<Task<Answer>>>>> Prepare, int Status)[] all = [(server.AskingAsync, 200), (server.MovingAsync, 200), (server.InvitedAsync, 400)];
        foreach (var (prepare, status) in all)
        {
            var classes = await prepare();
            await AnswerTimes.MeasureAsync(classes, 2 * classes.Count, status);


            var times = await AnswerTimes.MeasureAsync(classes, AnswerTimes.Tries(Few * classes.Count), status, AnswerTimes.IsLong ? 1 : Lanes);


            times.ShouldTellNothing();
        }
    }
}

/// <summary>Whoever asks, as a class of answers.</summary>
internal static class AddressClasses
{
    /// <summary>Somebody asks for an account.</summary>
    public static async Task<Dictionary<string, Func<Task<Answer>>>> AskingAsync(this HostedServer server)
    {
        var browser = server.NewBrowser();
        var pending = Registering.Newcomer().UserName;
        await browser.AskForAccountAsync(pending);
        var invited = NewRegistration.Of(Registering.Newcomer().UserName, null)!;
        (await server.Part<Invitations>().InviteAsync(invited, [], isMailed: false, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        var fields = await FieldsAsync(browser, Registering.Path, "Repeated");
        return new()
        {
            ["free"] = () => AskAsync(Registering.Newcomer().UserName),
            ["taken"] = () => AskAsync("ada@example.test"),
            ["pending"] = () => AskAsync(pending),
            ["invited"] = () => AskAsync(invited.Email),
        };

        Task<Answer> AskAsync(string email) => browser.SendFormAsync(
            Registering.Path, [.. fields, ("Email", email), ("Name", "Nora"), ("Password", Registering.Password), ("Repeated", Registering.Password)]);
    }

    /// <summary>Somebody who is signed in wants another address.</summary>
    public static async Task<Dictionary<string, Func<Task<Answer>>>> MovingAsync(this HostedServer server)
    {
        var browser = server.NewBrowser();
        await browser.SignInAsync(People.Grace);
        var fields = await FieldsAsync(browser, Moving.Path, "Email");
        // By a clock that is ahead as far as it may be: a long measurement takes longer than a fresh proof lasts.
        await server.Database.ExecuteAsync($"UPDATE user_sessions SET confirmed_at = {SqlRows.At(server.Database, DateTimeOffset.UtcNow.AddMinutes(4.5))}");
        return new()
        {
            ["free"] = () => AskAsync(Registering.Newcomer().UserName),
            ["taken"] = () => AskAsync("ada@example.test"),
        };

        Task<Answer> AskAsync(string email) => browser.SendFormAsync(Moving.Path, [.. fields, ("Email", email)]);
    }

    /// <summary>Somebody opens the link of an invitation that is not good.</summary>
    public static async Task<Dictionary<string, Func<Task<Answer>>>> InvitedAsync(this HostedServer server)
    {
        var invited = NewRegistration.Of(Registering.Newcomer().UserName, null)!;
        var secret = await server.Part<Invitations>().InviteAsync(invited, [], isMailed: false, TestContext.Current.CancellationToken);
        await server.Database.ExecuteAsync($"UPDATE registrations SET expires_at = '2020-01-01 00:00:00' WHERE email = '{invited.Email}'");
        return new()
        {
            ["expired"] = () => server.Http.GetAsync($"{Registering.Path}?invitation={secret!.Text}"),
            ["made up"] = () => server.Http.GetAsync($"{Registering.Path}?invitation={new string('A', secret!.Text.Length)}"),
        };
    }

    private static async Task<List<(string, string)>> FieldsAsync(Browser browser, string path, string holding) =>
        [.. Page.Fields((await browser.OpenAsync(path)).At(path).Form(holding)!).Where(field => field.Name is "__RequestVerificationToken" or "ReturnUrl")];

    private static async Task<Answer> SendFormAsync(this Browser browser, string path, IEnumerable<(string, string)> fields)
    {
        using var content = Wire.Form(fields);
        return await browser.SendAsync(HttpMethod.Post, new Uri(path, UriKind.Relative), content);
    }
}
