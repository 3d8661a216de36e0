using System.Net;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Threats.Exemptions;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>The door's memory of exemptions: every spelling of an address, no other family, and an end by the clock alone.</summary>
public sealed class ExemptionTableTests
{
    private readonly HandClock _clock = new();
    private readonly ExemptionTable _table;

    public ExemptionTableTests() => _table = new ExemptionTable(_clock);

    [Theory]
    [InlineData("192.0.2.7/32", "192.0.2.7", true)]
    [InlineData("192.0.2.7/32", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7/32", "192.0.2.8", false)]
    [InlineData("192.0.2.7/32", "::192.0.2.7", false)]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("::/16", "192.0.2.7", false)]
    [InlineData("::/64", "192.0.2.7", false)]
    [InlineData("::/64", "::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    public void A_network_holds_its_own_addresses_and_no_other(string network, string address, bool isHeld)
    {
        Add(network);
        Add("203.0.113.0/24");

        _table.Contains(CanonicalAddress.Of(IPAddress.Parse(address))).ShouldBe(isHeld);
    }

    [Fact]
    public void Of_two_for_one_network_the_longer_counts()
    {
        var network = IPNetwork.Parse("192.0.2.0/24");
        var now = _clock.GetUtcNow();

        _table.Replace([new(Guid.NewGuid(), network, now.AddMinutes(-1)), new(Guid.NewGuid(), network, null), new(Guid.NewGuid(), network, now.AddMinutes(1))]);

        _table.Covers(network).ShouldBeTrue();
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0/24", true)]
    [InlineData("192.0.2.0/24", "192.0.2.128/25", true)]
    [InlineData("192.0.2.0/24", "192.0.2.0/23", false)]
    [InlineData("192.0.2.0/24", "192.0.3.0/25", false)]
    [InlineData("::/16", "192.0.2.0/24", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::/48", true)]
    [InlineData("2001:db8:1::/48", "2001:db8::/32", false)]
    public void A_network_is_covered_by_one_that_holds_all_of_it(string exempt, string network, bool isCovered)
    {
        Add(exempt);

        _table.Covers(IPNetwork.Parse(network)).ShouldBe(isCovered);
    }

    [Fact]
    public void The_clock_ends_the_narrow_one_and_the_wide_one_goes_on()
    {
        Add("192.0.2.7/32", TimeSpan.FromHours(1));
        Add("198.51.100.0/24", TimeSpan.FromHours(1));
        var wide = Add("192.0.2.0/24");

        _clock.Advance(TimeSpan.FromMinutes(61));

        Contains("192.0.2.7").ShouldBeTrue();
        Contains("198.51.100.1").ShouldBeFalse("nobody read anything anew");
        _table.Remove(wide);
        Contains("192.0.2.7").ShouldBeFalse();
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        var address = IPAddress.Parse("192.0.2.7");
        foreach (var network in new[] { "198.51.100.0/24", "10.0.0.0/8", "2001:db8::/64" })
        {
            Add(network);
        }

        _table.Contains(address);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _table.Contains(address);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private bool Contains(string address) => _table.Contains(IPAddress.Parse(address));

    private Guid Add(string network, TimeSpan? duration = null)
    {
        var id = Guid.CreateVersion7();
        _table.Add(new MemorizedExemption(id, IPNetwork.Parse(network), _clock.GetUtcNow() + duration));
        return id;
    }
}
