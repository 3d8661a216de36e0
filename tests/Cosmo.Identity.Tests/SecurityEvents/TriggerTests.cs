using System.Reflection;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>The catalogue holds no type that nothing triggers (LOG-08).</summary>
public sealed class TriggerTests
{
    /// <summary>Recorded by parts of the product that are on their way; a line goes when its test comes.</summary>
    private static readonly Dictionary<string, SecurityEventType[]> OnTheirWay = new()
    {
        ["lock"] =
        [
            SecurityEventType.SignedIn, SecurityEventType.SignInFailed, SecurityEventType.UnknownUserTried, SecurityEventType.LockedSignInRefused,
            SecurityEventType.DisabledSignInRefused, SecurityEventType.AccountLocked, SecurityEventType.AddressLocked, SecurityEventType.DeviceLocked,
            SecurityEventType.Reauthenticated, SecurityEventType.PasswordHashUpgraded, SecurityEventType.AccountUnlocked, SecurityEventType.NewDeviceUsed,
        ],
        ["score"] =
        [
            SecurityEventType.NewNetworkUsed, SecurityEventType.PasswordSprayDetected, SecurityEventType.CredentialStuffingDetected,
            SecurityEventType.AccountUnderAttack, SecurityEventType.AddressSuspected, SecurityEventType.AddressWouldBeBlocked, SecurityEventType.TokenScanDetected,
        ],
        ["door"] =
        [
            SecurityEventType.BlockPlaced, SecurityEventType.BlockLifted, SecurityEventType.AddressBlocked, SecurityEventType.ScannerPathRequested,
            SecurityEventType.PathTraversalTried, SecurityEventType.InjectionProbed, SecurityEventType.OversizedRequestRefused,
            SecurityEventType.ProxyHeadersForged, SecurityEventType.BlockedAddressRefused,
        ],
        ["limits"] = [SecurityEventType.RateLimitReached],
        ["ev"] =
        [
            SecurityEventType.EventsExported, SecurityEventType.EventsVerified, SecurityEventType.EventsPruned, SecurityEventType.ChainRecovered,
            SecurityEventType.ServerStarted, SecurityEventType.ServerStopped, SecurityEventType.SchemaMigrated,
        ],
        ["jobs"] = [SecurityEventType.JobFailed, SecurityEventType.ClockJumped, SecurityEventType.ExpiredRowsPruned],
    };

    [Fact]
    public void Every_type_has_a_test_that_triggers_it()
    {
        var triggered = typeof(TriggerTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttribute<TriggersAttribute>()?.Types ?? [])
            .Concat(OnTheirWay.Values.SelectMany(types => types))
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
