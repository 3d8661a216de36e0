using System.Collections.Frozen;

namespace Cosmo.Identity.SecurityEvents.Floods;

/// <summary>
/// The types that a stranger can cause as often as they like, proving nothing: they are counted when they come by the thousand. A
/// success, an administrative change, a theft or a lock of an account is always a row of its own.
/// </summary>
internal static class FloodTypes
{
    public static FrozenSet<SecurityEventType> All { get; } = new[]
    {
        SecurityEventType.SignInFailed,
        SecurityEventType.UnknownUserTried,
        SecurityEventType.LockedSignInRefused,
        SecurityEventType.DisabledSignInRefused,
        SecurityEventType.AddressLocked,
        SecurityEventType.ForeignTokenRefused,
        SecurityEventType.GrantRefused,
        SecurityEventType.InvalidTokenPresented,
        SecurityEventType.InactiveTokenIntrospected,
        SecurityEventType.AuthorizationRefused,
        SecurityEventType.ScopeRefused,
        SecurityEventType.UserCodeRefused,
        SecurityEventType.PasswordResetWithheld,
        SecurityEventType.PasswordResetRefused,
        SecurityEventType.NotMeRefused,
        SecurityEventType.RegistrationWithheld,
        SecurityEventType.RegistrationRefused,
        SecurityEventType.EmailLinkRefused,
        SecurityEventType.ApiKeyRefused,
        SecurityEventType.PasskeyRefused,
        SecurityEventType.ClientAuthenticationFailed,
        SecurityEventType.UnknownClientPresented,
        SecurityEventType.RedirectUriRefused,
        SecurityEventType.AdminAccessRefused,
        SecurityEventType.ScannerPathRequested,
        SecurityEventType.PathTraversalTried,
        SecurityEventType.InjectionProbed,
        SecurityEventType.OversizedRequestRefused,
        SecurityEventType.ProxyHeadersForged,
        SecurityEventType.RateLimitReached,
        SecurityEventType.BlockedAddressRefused,
    }.ToFrozenSet();
}
