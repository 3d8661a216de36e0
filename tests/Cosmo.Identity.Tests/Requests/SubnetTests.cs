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
}
