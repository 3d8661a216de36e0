using System.Net;
using Cosmo.Identity.Requests;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Requests;

/// <summary>How addresses of a network are found where they are stored as text.</summary>
public sealed class NetworkNameTests
{
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
        NetworkName.Of(parsed).LikePattern.ShouldBe(beginning == first ? beginning : beginning + "%");
        foreach (var address in new[] { first, other }.Select(IPAddress.Parse).Where(parsed.Contains))
        {
            CanonicalAddress.Of(address).ToString().ShouldStartWith(beginning);
        }

        parsed.Contains(IPAddress.Parse(first)).ShouldBeTrue();
    }
}
