using System.Diagnostics;
using Cosmo.Identity.Passwords.Breaches;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Passwords;

/// <summary>Asking for breached passwords (ASVS 6.2.12): five digits leave the house, and nothing that answers can hurt.</summary>
public sealed class BreachRangeTests
{
    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_breached_password_is_found_and_another_is_not()
    {
        using var service = BreachService.Knowing("zorblaxin tremolite", "quince ёж 🦔");
        using var range = Range(service.Url);


        (await range.AskAsync("zorblaxin tremolite", Cancelled)).ShouldBe(new BreachAnswer.Known(true));
        (await range.AskAsync("quince ёж 🦔", Cancelled)).ShouldBe(new BreachAnswer.Known(true));
        (await range.AskAsync("zorblaxin tremolites", Cancelled)).ShouldBe(new BreachAnswer.Known(false));
        // What the answers are padded with is no password.
        (await range.AskAsync("padding 7", Cancelled)).ShouldBe(new BreachAnswer.Known(false));
    }

    [Fact]
    public async Task Five_digits_of_the_hash_are_all_that_is_told()
    {
        using var service = BreachService.Knowing();
        using var range = Range(service.Url);


        await range.AskAsync("zorblaxin tremolite", Cancelled);


        var request = service.Requests.ShouldHaveSingleItem();
        var hash = BreachService.HashOf("zorblaxin tremolite");
        request.ShouldStartWith($"GET /range/{hash[..5]} HTTP/1.1");
        request.ShouldNotContain(hash[..6], Case.Insensitive);
        request.ShouldContain("Add-Padding: true");
        request.ShouldNotContain("Cookie");
    }

    public static TheoryData<int, string, string> BadAnswers { get; } = new()
    {
        { 200, "<html>Please sign in to the hotel's network</html>", "its answer is not in the format of a range" },
        { 200, "", "its answer is empty" },
        { 200, new string('A', 35) + ":1\n" + new string('Z', 35) + ":1", "its answer is not in the format of a range" },
        { 200, new string('A', 35) + ":-1", "its answer is not in the format of a range" },
        { 200, new string('A', 35), "its answer is not in the format of a range" },
        { 200, new string('A', 35) + ":" + new string('9', 30), "its answer is not in the format of a range" },
        { 404, "", "it answered 404" },
        { 429, "", "it answered 429" },
        { 503, "", "it answered 503" },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task A_bad_answer_is_a_failure_and_not_a_no(int status, string body, string reason)
    {
        using var service = BreachService.Saying(status, body);
        using var range = Range(service.Url);


        (await range.AskAsync("zorblaxin tremolite", Cancelled)).ShouldBe(new BreachAnswer.Failed(reason));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var elsewhere = BreachService.Knowing();
        using var service = BreachService.Saying(302, "", $"Location: {elsewhere.Url}\r\n");
        using var range = Range(service.Url);


        (await range.AskAsync("zorblaxin tremolite", Cancelled)).ShouldBe(new BreachAnswer.Failed("it answered 302"));
        elsewhere.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_without_end_is_cut()
    {
        using var service = BreachService.Endless();
        using var range = Range(service.Url, TimeSpan.FromSeconds(10));


        (await range.AskAsync("zorblaxin tremolite", Cancelled)).ShouldBe(new BreachAnswer.Failed("its answer is too long"));
    }

    [Fact]
    public async Task A_silent_service_is_waited_for_as_long_as_the_setting_says()
    {
        using var service = BreachService.Silent();
        using var range = Range(service.Url, TimeSpan.FromMilliseconds(300));
        var start = Stopwatch.GetTimestamp();


        var answer = await range.AskAsync("zorblaxin tremolite", Cancelled);


        answer.ShouldBe(new BreachAnswer.Failed("it did not answer in time"));
        Stopwatch.GetElapsedTime(start).ShouldBeInRange(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_service_that_is_down_is_said_to_be()
    {
        string url;
        using (var service = BreachService.Silent())
        {
            url = service.Url;
        }

        using var range = Range(url);


        (await range.AskAsync("zorblaxin tremolite", Cancelled)).ShouldBe(new BreachAnswer.Failed("it cannot be reached"));
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_told_so()
    {
        using var service = BreachService.Silent();
        using var range = Range(service.Url);
        using var gone = new CancellationTokenSource();
        var asking = range.AskAsync("zorblaxin tremolite", gone.Token);


        await gone.CancelAsync();


        await Should.ThrowAsync<OperationCanceledException>(() => asking);
    }

    private static BreachRange Range(string url, TimeSpan? timeout = null) => new(new BreachCheckOptions { Url = url, Timeout = timeout ?? TimeSpan.FromSeconds(2) });
}
