using System.Net;
using Cosmo.Identity.SecurityEvents.Floods;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>Who sends from ever new addresses fills no memory (V121). It measures the process, in which others run their servers.</summary>
[Collection(nameof(Alone)), Trait(nameof(Alone), Alone.Load)]
public sealed class FloodMemoryTests
{
    [Fact]
    public void Addresses_without_end_take_no_more_memory_than_ten_thousand()
    {
        var gauge = new FloodGauge(new TestClock());
        Admit(0, 20_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);


        Admit(20_000, 200_000);


        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(2_000_000);
        gauge.TakeEnded(all: true).Count.ShouldBeLessThan(10);

        void Admit(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                gauge.Admit(Trail.From(new IPAddress(BitConverter.GetBytes(i)).ToString()))?.Leave();
            }
        }
    }
}
