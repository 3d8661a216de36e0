using System.Net;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Threats;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>The door's memory: the narrowest network wins, IPv4 and IPv6 alike, and a block ends by the clock alone (ADM-01, ADM-02).</summary>
public sealed class BlockTableTests
{
    private readonly HandClock _clock = new();
    private readonly BlockTable _table;

    public BlockTableTests() => _table = new BlockTable(_clock);

    [Theory]
    [InlineData("192.0.2.7/32", "192.0.2.7", true)]
    [InlineData("192.0.2.7/32", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7/32", "192.0.2.8", false)]
    [InlineData("192.0.2.7/32", "::192.0.2.7", false)]
    [InlineData("::/64", "192.0.2.7", false)]
    [InlineData("::/64", "::7", true)]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("2001:db8:1:2::/64", "2001:db8:1:2:ffff::1", true)]
    [InlineData("2001:db8:1:2::/64", "2001:db8:1:3::1", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    [InlineData("2001:db8::1/128", "2001:db8::1", true)]
    public void A_network_holds_its_own_addresses_in_every_spelling_and_no_other(string network, string address, bool isHeld)
    {
        Add(network);

        (_table.Find(CanonicalAddress.Of(IPAddress.Parse(address))) is not null).ShouldBe(isHeld);
    }

    [Fact]
    public void The_narrowest_block_answers_and_when_it_has_ended_the_wider_one()
    {
        Add("192.0.2.0/24", TimeSpan.FromHours(2));
        Add("192.0.2.7/32", TimeSpan.FromHours(1));

        Find("192.0.2.7").ShouldBe("192.0.2.7/32");
        _clock.Advance(TimeSpan.FromMinutes(61));
        Find("192.0.2.7").ShouldBe("192.0.2.0/24");
        _clock.Advance(TimeSpan.FromMinutes(60));
        Find("192.0.2.7").ShouldBeNull("both have ended, and nobody read anything anew");
    }

    [Fact]
    public void A_shadow_refuses_nobody_and_keeps_no_block_away()
    {
        var network = IPNetwork.Parse("192.0.2.7/32");
        _table.Add(new BlockEntry(Guid.CreateVersion7(), network, _clock.GetUtcNow().AddHours(1), "score", isShadow: true, _clock));

        _table.IsEmpty.ShouldBeTrue();
        Find("192.0.2.7").ShouldBeNull();
        _table.FindShadow(IPAddress.Parse("192.0.2.7")).ShouldNotBeNull();
        _table.Holds(network, orShadow: true).ShouldBeTrue();
        _table.Holds(network, orShadow: false).ShouldBeFalse();
    }

    [Fact]
    public void Lifting_an_old_block_late_does_not_take_the_young_one()
    {
        var old = Add("192.0.2.7/32");
        var young = Add("192.0.2.7/32");

        _table.Remove(old.Network, old.Id);

        Find("192.0.2.7").ShouldBe("192.0.2.7/32");
        _table.Remove(young.Network, young.Id);
        _table.IsEmpty.ShouldBeTrue("the last one of its length takes the length along");
    }

    [Fact]
    public void Reading_a_block_again_keeps_the_count_of_whom_it_refused()
    {
        var entry = Add("192.0.2.7/32");
        _table.Find(IPAddress.Parse("192.0.2.7"))!.Count();

        _table.Add(new BlockEntry(entry.Id, entry.Network, entry.ExpiresAt, "score", isShadow: false, _clock));

        _table.Find(IPAddress.Parse("192.0.2.7"))!.TakeCount().ShouldBe(1);
    }

    [Fact]
    public void What_has_ended_is_swept_and_what_stands_is_not()
    {
        Add("192.0.2.7/32", TimeSpan.FromMinutes(1));
        Add("2001:db8::/64", TimeSpan.FromMinutes(10));
        _clock.Advance(TimeSpan.FromMinutes(2));

        _table.Sweep();

        _table.All().Select(entry => entry.Network.ToString()).ShouldBe(["2001:db8::/64"]);
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        for (var i = 0; i < 1000; i++)
        {
            Add($"10.0.{i / 256}.{i % 256}/32");
        }

        var (blocked, free) = (IPAddress.Parse("10.0.3.7"), IPAddress.Parse("2001:db8::9"));
        Ask(blocked, free);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Ask(blocked, free);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private void Ask(IPAddress blocked, IPAddress free)
    {
        if (_table.Find(blocked) is null || _table.Find(free) is not null)
        {
            throw new InvalidOperationException("The table is wrong.");
        }
    }

    private string? Find(string address) => _table.Find(IPAddress.Parse(address))?.Network.ToString();

    private BlockEntry Add(string network, TimeSpan? duration = null)
    {
        var entry = new BlockEntry(Guid.CreateVersion7(), IPNetwork.Parse(network), _clock.GetUtcNow() + (duration ?? TimeSpan.FromHours(1)), "score", isShadow: false, _clock);
        _table.Add(entry);
        return entry;
    }
}
