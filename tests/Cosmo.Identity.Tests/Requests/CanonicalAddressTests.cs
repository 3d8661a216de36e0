using System.Net;
using Cosmo.Identity.Requests;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Requests;

/// <summary>However an address is written, it counts as one; what is no plain address is none.</summary>
public sealed class CanonicalAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:c000:0201", "192.0.2.1")]
    [InlineData("0:0:0:0:0:ffff:c000:201", "192.0.2.1")]
    [InlineData("2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("fe80::1%3", "fe80::1")]
    [InlineData("::192.0.2.1", "::192.0.2.1")]
    [InlineData("::1", "::1")]
    public void Spellings_of_one_address_are_equal(string spelling, string canonical) =>
        CanonicalAddress.Of(IPAddress.Parse(spelling)).ShouldBe(IPAddress.Parse(canonical));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::/64")]
    public void Limits_count_an_IPv6_network_as_one(string address, string key) =>
        CanonicalAddress.LimitKey(CanonicalAddress.Of(IPAddress.Parse(address))).ShouldBe(key);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData(" 192.0.2.1\t", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:DB8::1", "2001:db8::1")]
    [InlineData("", null)]
    [InlineData(" ", null)]
    [InlineData("unknown", null)]
    [InlineData("_hidden", null)]
    [InlineData("192.0.2.1:443", null)]
    [InlineData("[2001:db8::1]", null)]
    [InlineData("[2001:db8::1]:443", null)]
    [InlineData("2001:db8::1%eth0", null)]
    [InlineData("2001:db8::1%1", null)]
    [InlineData("192.0.2.0/24", null)]
    [InlineData("192.0.2", null)]
    [InlineData("127.1", null)]
    [InlineData("3221225985", null)]
    [InlineData("0xc0.0.2.1", null)]
    [InlineData("192.0.02.1", null)]
    [InlineData("192.0.2.256", null)]
    [InlineData("192.0.2.1\n", null)]
    [InlineData("\"192.0.2.1\"", null)]
    public void Only_a_plain_address_is_read(string text, string? expected) =>
        (CanonicalAddress.TryParse(text)?.ToString()).ShouldBe(expected);
}
