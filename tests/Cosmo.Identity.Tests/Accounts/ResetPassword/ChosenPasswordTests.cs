using Cosmo.Identity.Accounts;
using Cosmo.Identity.Accounts.ResetPassword;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.ResetPassword;

/// <summary>Which passwords a person may choose: by length in characters as people count them, and not their own name (C-08, NORM-07).</summary>
public sealed class ChosenPasswordTests
{
    private static readonly UserRecord Ada = new(
        Guid.CreateVersion7(), "Ada-Lovelace", null, "stamp", false, "ada@example.test", true, null, false, DateTimeOffset.UnixEpoch, null);

    [Theory]
    [InlineData("eight ch")]
    [InlineData("        ")]
    [InlineData("🐎🐎🐎🐎🐎🐎🐎🐎")]
    [InlineData("nul\0is one")]
    [InlineData(" ada@example.test and more ")]
    public void Fit(string password) => ChosenPassword.FaultOf(password, Ada).ShouldBeNull();

    [Theory]
    [InlineData(null, "Enter")]
    [InlineData("", "short")]
    [InlineData("seven c", "short")]
    [InlineData("🐎🐎🐎🐎🐎🐎🐎", "short")]
    [InlineData("Ada-Lovelace", "user name")]
    [InlineData("ADA-lovelace", "user name")]
    [InlineData(" ada-lovelace ", "user name")]
    [InlineData("ａｄａ-lovelace", "user name")]
    [InlineData("Ada@Example.test", "user name or e-mail address")]
    public void Unfit(string? password, string why) => ChosenPassword.FaultOf(password, Ada).ShouldNotBeNull().ShouldContain(why);

    [Fact]
    public void A_hundred_and_twenty_eight_characters_are_enough_and_more_are_told()
    {
        ChosenPassword.FaultOf(string.Concat(Enumerable.Repeat("🐎", 128)), Ada).ShouldBeNull();
        ChosenPassword.FaultOf(string.Concat(Enumerable.Repeat("🐎", 129)), Ada)!.ShouldContain("too long");
        ChosenPassword.FaultOf(new string('x', 100_000), Ada)!.ShouldContain("too long");
    }

    [Fact]
    public void Half_a_character_is_none() => ChosenPassword.FaultOf("half a pair " + '\ud83d', Ada)!.ShouldContain("no valid text");
}
