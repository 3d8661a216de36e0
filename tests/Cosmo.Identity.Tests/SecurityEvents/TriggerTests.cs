using System.Reflection;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>The catalogue holds no type that nothing triggers (LOG-08).</summary>
public sealed class TriggerTests
{
    [Fact]
    public void Every_type_has_a_test_that_triggers_it()
    {
        var triggered = typeof(TriggerTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttribute<TriggersAttribute>()?.Types ?? [])
            .ToHashSet();

        SecurityEventCatalogue.All.Select(kind => kind.Type).Except(triggered).ShouldBeEmpty();
    }

    [Fact]
    public void Every_type_is_in_the_catalogue_with_a_name_of_its_own()
    {
        SecurityEventCatalogue.All.Select(kind => kind.Type).ShouldBe(Enum.GetValues<SecurityEventType>());
        SecurityEventCatalogue.All.Select(kind => kind.Name).ShouldBeUnique();
        SecurityEventCatalogue.All.ShouldAllBe(kind => SecurityEventCatalogue.Find(kind.Name) == kind && SecurityEventCatalogue.Of(kind.Type) == kind);
    }
}
