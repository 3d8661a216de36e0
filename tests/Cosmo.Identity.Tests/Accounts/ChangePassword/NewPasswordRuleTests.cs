using Cosmo.Identity.Accounts;
using Cosmo.Identity.Accounts.ChangePassword;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.ChangePassword;

/// <summary>What a person may choose as a password (ASVS 6.2.1, 6.2.5, 6.2.8, 6.2.9).</summary>
public sealed class NewPasswordRuleTests
{
    private static readonly UserRecord Ada = new(
        Guid.NewGuid(), "ada.lovelace", null, "", false, "ada@example.test", true, null, false, DateTimeOffset.UnixEpoch, null);

    [Theory]
    [InlineData(null, "at least 8")]
    [InlineData("", "at least 8")]
    [InlineData("1234567", "at least 8")]
    [InlineData("🦉🦉🦉🦉🦉🦉🦉", "at least 8")]
    [InlineData("ada.lovelace", "user name")]
    [InlineData("ADA.Lovelace", "user name")]
    [InlineData(" ada.lovelace ", "user name")]
    [InlineData("Ada@Example.TEST", "e-mail")]
    public void It_is_refused_with_a_reason(string? password, string reason) =>
        NewPasswordRule.FaultOf(password, Ada).ShouldNotBeNull().ShouldContain(reason);

    [Theory]
    [InlineData("12345678")]
    [InlineData("        ")]
    [InlineData("🦉🦉🦉🦉🦉🦉🦉🦉")]
    [InlineData("ada.lovelace1")]
    [InlineData("пароль-из-слов")]
    public void It_is_taken_whatever_its_characters(string password) => NewPasswordRule.FaultOf(password, Ada).ShouldBeNull();

    [Fact]
    public void Half_a_character_is_none() => NewPasswordRule.FaultOf("password" + '\uD800', Ada).ShouldNotBeNull().ShouldContain("cannot be used");

    [Fact]
    public void Its_length_is_counted_in_characters_and_not_in_bytes()
    {
        NewPasswordRule.FaultOf(string.Concat(Enumerable.Repeat("🦉", 128)), Ada).ShouldBeNull();
        NewPasswordRule.FaultOf(string.Concat(Enumerable.Repeat("🦉", 129)), Ada).ShouldNotBeNull().ShouldContain("at most 128");
        NewPasswordRule.FaultOf(new string('x', 129), Ada).ShouldNotBeNull();
    }
}
