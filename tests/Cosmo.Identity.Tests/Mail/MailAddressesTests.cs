using Cosmo.Identity.Mail;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Mail;

/// <summary>What is taken for the address of one mailbox (MAIL-01).</summary>
public sealed class MailAddressesTests
{
    [Theory]
    [InlineData("ada@example.test")]
    [InlineData("o'hara+news@sub.example.co.uk")]
    [InlineData("ada@localhost")]
    [InlineData("jürgen@exämple.test")]
    [InlineData("用户@例え.test")]
    public void One_address_is_one(string text) => MailAddresses.IsOne(text).ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("@example.test")]
    [InlineData("ada@")]
    [InlineData("a@x\r\nBcc: b@y")]
    [InlineData("a@x\nBcc: b")]
    [InlineData("\"a\nb\"@x")]
    [InlineData("\"a b\"@x.test")]
    [InlineData("a@x,b@y")]
    [InlineData("a@b,c@d")]
    [InlineData("a@x.test,b")]
    [InlineData("a@x;b@y")]
    [InlineData("a@b@c.test")]
    [InlineData("a@x%0aCc:")]
    [InlineData("Ada <ada@example.test>")]
    [InlineData("<ada@example.test>")]
    [InlineData("ada@example.test ")]
    [InlineData(" ada@example.test")]
    [InlineData("ada@exam ple.test")]
    [InlineData("ada\0@example.test")]
    [InlineData("ada\u200b@example.test")]
    [InlineData("ada\u202e@example.test")]
    [InlineData("ada@[127.0.0.1]")]
    [InlineData("ada@-example.test")]
    [InlineData("ada@example..test")]
    [InlineData(".ada@example.test")]
    [InlineData("ada(comment)@example.test")]
    [InlineData("ada@example.test\u2028Bcc:x")]
    public void Anything_else_is_refused(string? text) => MailAddresses.IsOne(text).ShouldBeFalse();

    [Fact]
    public void The_lengths_of_the_standard_hold()
    {
        MailAddresses.IsOne(new string('a', 64) + "@example.test").ShouldBeTrue();
        MailAddresses.IsOne(new string('a', 65) + "@example.test").ShouldBeFalse();
        MailAddresses.IsOne("a@" + string.Join('.', Enumerable.Repeat(new string('b', 63), 4))).ShouldBeFalse();
        MailAddresses.IsOne("a@" + new string('b', 64) + ".test").ShouldBeFalse();
    }
}
