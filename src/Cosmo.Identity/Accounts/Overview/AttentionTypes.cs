using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.Overview;

/// <summary>What a person is told of on their front page: all that is grave, and what is harmless only if they did it themselves.</summary>
internal static class AttentionTypes
{
    private static readonly SecurityEventType[] Own =
    [
        SecurityEventType.NewDeviceUsed, SecurityEventType.NewNetworkUsed, SecurityEventType.PasswordChanged, SecurityEventType.PasswordReset,
    ];

    public static IReadOnlyCollection<SecurityEventType> All { get; } =
        [.. SecurityEventCatalogue.All.Where(kind => kind.Severity >= SecurityEventSeverity.Warning).Select(kind => kind.Type), .. Own];
}
