using System.Net;
using Cosmo.Identity.Accounts.Administrators;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Door;

/// <summary>A network that is taken off the list is out within a second, and a file that is being written locks nobody out or in.</summary>
public sealed class AdminNetworksTests
{
    private static readonly IPAddress Office = IPAddress.Parse("10.1.2.3");

    [Fact]
    public void The_list_is_read_again_within_a_second_and_kept_where_it_cannot_be()
    {
        var clock = new Hand();
        var source = new Source { Now = Of("10.0.0.0/8") };
        var networks = new AdminNetworks(Of("10.0.0.0/8"), source, clock);
        networks.Allows(Office).ShouldBeTrue();

        source.Now = Of("192.0.2.0/24");
        networks.Allows(Office).ShouldBeTrue("it is asked twice a second, not at every request");
        clock.Advance(TimeSpan.FromMilliseconds(600));
        networks.Allows(Office).ShouldBeFalse();
        source.Now = null;
        clock.Advance(TimeSpan.FromMilliseconds(600));
        networks.Allows(Office).ShouldBeFalse();
        source.Now = Of();
        clock.Advance(TimeSpan.FromMilliseconds(600));
        networks.Allows(Office).ShouldBeTrue("no list lets everybody in");
    }

    [Theory]
    [InlineData("http://10.0.0.5:5081", true)]
    [InlineData("https://[::1]:8443;http://*:5081", true)]
    [InlineData("http://10.0.0.5", false)]
    [InlineData("10.0.0.5:5081", false)]
    [InlineData("http://10.0.0.5:5081/admin", false)]
    [InlineData("ftp://10.0.0.5:5081", false)]
    public void Addresses_of_the_listener_have_a_port(string urls, bool isGood)
    {
        var options = new AdminOptions { Urls = urls };

        options.Validate(new System.ComponentModel.DataAnnotations.ValidationContext(options)).Any().ShouldBe(!isGood);
    }

    private static AdminOptions Of(params string[] networks) => new() { AllowedNetworks = [.. networks] };

    private sealed class Source : IAdminOptionsSource
    {
        public AdminOptions? Now { get; set; }

        public AdminOptions? ReadAgain() => Now;
    }

    private sealed class Hand : TimeProvider
    {
        private long ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => ticks += by.Ticks;

        public override long GetTimestamp() => ticks;
    }
}
