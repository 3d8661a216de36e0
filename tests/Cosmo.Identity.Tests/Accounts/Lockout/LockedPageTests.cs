using Cosmo.Identity.Accounts.Locked;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Lockout;

/// <summary>A locked person reads at the login page what everybody reads, and can learn of locks without learning of theirs (issue 3 §3).</summary>
public sealed class LockedPageTests(Servers servers)
{
    [Fact]
    public async Task The_login_page_says_the_same_to_a_locked_person_as_to_anybody_and_leads_to_the_explanation()
    {
        await using var server = await servers.StartAsync(Database.Sqlite, ("Lockout:CoolOff", "01:30:00"));
        await server.GuessAsync(People.Ada, 5);
        using var one = server.NewBrowser();
        using var two = server.NewBrowser();

        var locked = await one.SignInAsync(await one.OpenAsync("/login"), People.Ada);
        var wrong = await two.SignInAsync(await two.OpenAsync("/login"), People.Heidi, "not-the-password-of-heidi");

        one.HasSession.ShouldBeFalse();
        Text(locked).ShouldBe(Text(wrong));
        locked.Answer.Status.ShouldBe(wrong.Answer.Status);
        var link = locked.Document.QuerySelector("[role=alert] a")!.GetAttribute("href")!;
        var page = (await one.OpenAsync(link)).At("/locked");
        page.Document.Body!.TextContent.ShouldContain("At most 90 minutes");
        page.Document.Body!.TextContent.ShouldContain("After 5 failed tries");
        page.Document.QuerySelectorAll("script").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("00:30:00", "30 minutes")]
    [InlineData("00:01:30", "90 seconds")]
    [InlineData("01:00:00", "60 minutes")]
    [InlineData("02:30:00", "3 hours")]
    [InlineData("1.00:00:00", "24 hours")]
    [InlineData("7.00:00:00", "7 days")]
    [InlineData("00:00:01", "1 second")]
    public void A_duration_is_said_in_words_and_never_too_short(string duration, string words) =>
        LockedModel.Words(TimeSpan.Parse(duration, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(words);

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1::/48")]
    public void A_network_is_what_a_household_has(string address, string network) => ClientNetwork.Of(System.Net.IPAddress.Parse(address)).ShouldBe(network);

    private static string Text(Page page) => string.Join(' ', page.Document.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
