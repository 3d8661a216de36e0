using Cosmo.Identity.Accounts.Register;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Register;

/// <summary>What is one address, and how it is stored (MAIL-01, NORM-05).</summary>
public sealed class NewRegistrationTests
{
    [Theory]
    [InlineData("a@x.test")]
    [InlineData(" first.last+tag@mail.example.test ")]
    [InlineData("jörg@bücher.example")]
    public void One_address_is_taken(string text) => NewRegistration.Of(text, null)!.Email.ShouldBe(text.Trim());

    [Theory]
    [InlineData("a@x\r\nBcc: b@y")]
    [InlineData("\"a\nb\"@x")]
    [InlineData("a@x,b@y")]
    [InlineData("a@x%0aCc:")]
    [InlineData("a%40b@x.test")]
    [InlineData("a@x\n")]
    [InlineData("a@x;b@y")]
    [InlineData("Ada <a@x>")]
    [InlineData("a@@x")]
    [InlineData("@x")]
    [InlineData("a@")]
    [InlineData("a b@x")]
    [InlineData("a\u200bb@x")]
    [InlineData("a\u202eb@x")]
    [InlineData("a\0@x")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_not_one_address_is_refused(string? text) => NewRegistration.Of(text, null).ShouldBeNull();

    [Fact]
    public void An_address_of_more_than_254_characters_is_refused() =>
        NewRegistration.Of($"{new string('a', 64)}@{string.Join('.', Enumerable.Repeat(new string('b', 62), 4))}", null).ShouldBeNull();

    [Theory]
    [InlineData("ａｄａ@example.test", "ada@example.test")]
    [InlineData("ada@example.teſt", "ada@example.test")]
    [InlineData("\u212Aate@example.test", "Kate@example.test")]
    public void Another_spelling_of_an_address_is_that_address(string text, string stored)
    {
        var registration = NewRegistration.Of(text, " Ada ")!;

        registration.Email.ShouldBe(stored);
        registration.CanonicalEmail.ShouldBe(stored.ToUpperInvariant());
        registration.Name.ShouldBe("Ada");
    }
}
