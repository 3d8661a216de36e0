using Cosmo.Identity.Mail.Delivery;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Mail;

/// <summary>The pauses between tries.</summary>
public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 7.5, 10)]
    [InlineData(2, 15, 20)]
    [InlineData(5, 120, 160)]
    [InlineData(9, 1920, 2560)]
    [InlineData(10, 2700, 3600)]
    [InlineData(1_000_000, 2700, 3600)]
    public void They_grow_from_ten_seconds_to_an_hour_and_are_not_the_same_twice(int tries, double least, double most)
    {
        var pauses = Enumerable.Range(0, 100).Select(_ => Backoff.After(tries).TotalSeconds).ToList();

        pauses.ShouldAllBe(pause => pause >= least && pause <= most);
        pauses.Distinct().Count().ShouldBeGreaterThan(10);
    }
}
