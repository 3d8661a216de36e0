using System.Net;
using Cosmo.Identity.Requests;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Requests;

/// <summary>Networks have one spelling each, whatever the operator wrote (ADM-01, ADM-02, XFF-08).</summary>
public sealed class SubnetTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("192.0.2.7/32", "192.0.2.7/32")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    [InlineData("::ffff:192.0.2.7/128", "192.0.2.7/32")]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.0/24")]
    [InlineData("0:0:0:0:0:ffff:0a01:0203", "10.1.2.3/32")]
    [InlineData("2001:DB8:0:0::/64", "2001:db8::/64")]
    [InlineData("2001:db8::/127", "2001:db8::/127")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("::/0", "::/0")]
    public void Every_spelling_of_a_network_is_the_same_network(string text, string network)
    {
        Subnet.TryParse(text, out var fault).ToString().ShouldBe(network);
        fault.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("everybody")]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/-1")]
    [InlineData("192.0.2.0/")]
    [InlineData("192.0.2.0/ 24")]
    [InlineData(" 192.0.2.0/24")]
    [InlineData("192.0.2.1/24")]
    [InlineData("2001:db8::1/64")]
    [InlineData("2001:db8::/129")]
    [InlineData("::ffff:192.0.2.0/24")]
    [InlineData("192.0.2/24")]
    [InlineData("192.0.2.07/32")]
    [InlineData("fe80::1%eth0/64")]
    [InlineData("[2001:db8::]/64")]
    [InlineData("192.0.2.0/24/24")]
    public void What_is_no_network_is_refused_with_a_reason(string text)
    {
        Subnet.TryParse(text, out var fault).ShouldBeNull();
        fault.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("fe80::7%3", "fe80::/64")]
    public void A_subscriber_is_an_IPv4_address_or_a_64_of_IPv6(string address, string network)
    {
        Subnet.OfSubscriber(IPAddress.Parse(address)).ToString().ShouldBe(network);
    }

    [Theory]
    [InlineData("10.0.0.0/7", "", "10.0.0.1", "11.255.0.0")]
    [InlineData("10.0.0.0/8", "10.", "10.0.0.1", "10.255.255.255")]
    [InlineData("10.20.48.0/20", "10.20.", "10.20.48.0", "10.20.63.255")]
    [InlineData("10.20.30.7/32", "10.20.30.7", "10.20.30.7", "10.20.30.7")]
    [InlineData("2001:db8::/32", "2001:db8:", "2001:db8::1", "2001:db8:0:1:2:3:4:5")]
    [InlineData("2001:0:5::/48", "2001:", "2001:0:5::1", "2001::5:1:0:0:1:0")]
    [InlineData("2001:db8:1:2:200:5efe:102:300/120", "2001:db8:1:2:", "2001:db8:1:2:200:5efe:102:301", "2001:db8:1:2:200:5efe:1.2.3.4")]
    [InlineData("::/0", "", "::", "ffff::")]
    public void All_that_is_in_a_network_begins_alike(string network, string beginning, string first, string other)
    {
        var parsed = Subnet.TryParse(network, out _).ShouldNotBeNull();
        Subnet.BeginningOf(parsed).ShouldBe(beginning);
        foreach (var address in new[] { first, other }.Select(IPAddress.Parse).Where(parsed.Contains))
        {
            CanonicalAddress.Of(address).ToString().ShouldStartWith(beginning);
        }

        parsed.Contains(IPAddress.Parse(first)).ShouldBeTrue();
    }
}
