using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;

namespace Cosmo.Identity.Accounts.Security;

/// <summary>What events mean to the person whom they are about, in plain words. Details that show how something was found out are no part of it.</summary>
internal static class EventWords
{
    private static readonly Dictionary<SecurityEventType, Func<string>> Words = new()
    {
        [SecurityEventType.SignedIn] = () => EventTexts.SignedIn,
        [SecurityEventType.SignInFailed] = () => EventTexts.SignInFailed,
        [SecurityEventType.UnknownUserTried] = () => EventTexts.UnknownUserTried,
        [SecurityEventType.LockedSignInRefused] = () => EventTexts.LockedSignInRefused,
        [SecurityEventType.DisabledSignInRefused] = () => EventTexts.DisabledSignInRefused,
        [SecurityEventType.AccountLocked] = () => EventTexts.AccountLocked,
        [SecurityEventType.AddressLocked] = () => EventTexts.AddressLocked,
        [SecurityEventType.DeviceLocked] = () => EventTexts.DeviceLocked,
        [SecurityEventType.Reauthenticated] = () => EventTexts.Reauthenticated,
        [SecurityEventType.PasswordHashUpgraded] = () => EventTexts.PasswordHashUpgraded,
        [SecurityEventType.PasswordAccepted] = () => EventTexts.PasswordAccepted,
        [SecurityEventType.TokensIssued] = () => EventTexts.TokensIssued,
        [SecurityEventType.TokensRefreshed] = () => EventTexts.TokensRefreshed,
        [SecurityEventType.RefreshTokenRetried] = () => EventTexts.RefreshTokenRetried,
        [SecurityEventType.RefreshTokenReused] = () => EventTexts.RefreshTokenReused,
        [SecurityEventType.AuthorizationCodeReused] = () => EventTexts.AuthorizationCodeReused,
        [SecurityEventType.TokenRevoked] = () => EventTexts.TokenRevoked,
        [SecurityEventType.AllTokensRevoked] = () => EventTexts.AllTokensRevoked,
        [SecurityEventType.ForeignTokenRefused] = () => EventTexts.ForeignTokenRefused,
        [SecurityEventType.GrantRefused] = () => EventTexts.GrantRefused,
        [SecurityEventType.InvalidTokenPresented] = () => EventTexts.InvalidTokenPresented,
        [SecurityEventType.InactiveTokenIntrospected] = () => EventTexts.InactiveTokenIntrospected,
        [SecurityEventType.AuthorizationGranted] = () => EventTexts.AuthorizationGranted,
        [SecurityEventType.AuthorizationRefused] = () => EventTexts.AuthorizationRefused,
        [SecurityEventType.ConsentGranted] = () => EventTexts.ConsentGranted,
        [SecurityEventType.ConsentDenied] = () => EventTexts.ConsentDenied,
        [SecurityEventType.ScopeRefused] = () => EventTexts.ScopeRefused,
        [SecurityEventType.ConsentWithdrawn] = () => EventTexts.ConsentWithdrawn,
        [SecurityEventType.SessionStarted] = () => EventTexts.SessionStarted,
        [SecurityEventType.SessionEnded] = () => EventTexts.SessionEnded,
        [SecurityEventType.SessionRevoked] = () => EventTexts.SessionRevoked,
        [SecurityEventType.OtherSessionsRevoked] = () => EventTexts.OtherSessionsRevoked,
        [SecurityEventType.SessionReplaced] = () => EventTexts.SessionReplaced,
        [SecurityEventType.AllSessionsEnded] = () => EventTexts.AllSessionsEnded,
        [SecurityEventType.UserCreated] = () => EventTexts.UserCreated,
        [SecurityEventType.UserChanged] = () => EventTexts.UserChanged,
        [SecurityEventType.UserDisabled] = () => EventTexts.UserDisabled,
        [SecurityEventType.UserEnabled] = () => EventTexts.UserEnabled,
        [SecurityEventType.UserDeleted] = () => EventTexts.UserDeleted,
        [SecurityEventType.PasswordChanged] = () => EventTexts.PasswordChanged,
        [SecurityEventType.NewDeviceUsed] = () => EventTexts.NewDeviceUsed,
        [SecurityEventType.NewNetworkUsed] = () => EventTexts.NewNetworkUsed,
        [SecurityEventType.AccountUnlocked] = () => EventTexts.AccountUnlocked,
        [SecurityEventType.PasswordResetRequested] = () => EventTexts.PasswordResetRequested,
        [SecurityEventType.PasswordResetWithheld] = () => EventTexts.PasswordResetWithheld,
        [SecurityEventType.PasswordReset] = () => EventTexts.PasswordReset,
        [SecurityEventType.PasswordResetRefused] = () => EventTexts.PasswordResetRefused,
        [SecurityEventType.NotMeReported] = () => EventTexts.NotMeReported,
        [SecurityEventType.NotMeRefused] = () => EventTexts.NotMeRefused,
        [SecurityEventType.PasswordResetRequired] = () => EventTexts.PasswordResetRequired,
        [SecurityEventType.BreachCheckFailed] = () => EventTexts.BreachCheckFailed,
        [SecurityEventType.RegistrationRequested] = () => EventTexts.RegistrationRequested,
        [SecurityEventType.RegistrationWithheld] = () => EventTexts.RegistrationWithheld,
        [SecurityEventType.RegistrationRefused] = () => EventTexts.RegistrationRefused,
        [SecurityEventType.EmailChangeRequested] = () => EventTexts.EmailChangeRequested,
        [SecurityEventType.EmailChangeWithheld] = () => EventTexts.EmailChangeWithheld,
        [SecurityEventType.EmailChanged] = () => EventTexts.EmailChanged,
        [SecurityEventType.EmailChangeUndone] = () => EventTexts.EmailChangeUndone,
        [SecurityEventType.EmailLinkRefused] = () => EventTexts.EmailLinkRefused,
        [SecurityEventType.PersonalDataExported] = () => EventTexts.PersonalDataExported,
        [SecurityEventType.DeviceCodeIssued] = () => EventTexts.DeviceCodeIssued,
        [SecurityEventType.DeviceAllowed] = () => EventTexts.DeviceAllowed,
        [SecurityEventType.DeviceDenied] = () => EventTexts.DeviceDenied,
        [SecurityEventType.UserCodeRefused] = () => EventTexts.UserCodeRefused,
        [SecurityEventType.ApiKeyCreated] = () => EventTexts.ApiKeyCreated,
        [SecurityEventType.ApiKeyEnded] = () => EventTexts.ApiKeyEnded,
        [SecurityEventType.AllApiKeysEnded] = () => EventTexts.AllApiKeysEnded,
        [SecurityEventType.ApiKeyRefused] = () => EventTexts.ApiKeyRefused,
        [SecurityEventType.FactorAdded] = () => EventTexts.FactorAdded,
        [SecurityEventType.FactorRemoved] = () => EventTexts.FactorRemoved,
        [SecurityEventType.RecoveryCodesRenewed] = () => EventTexts.RecoveryCodesRenewed,
        [SecurityEventType.RecoveryCodeUsed] = () => EventTexts.RecoveryCodeUsed,
        [SecurityEventType.SecondFactorFailed] = () => EventTexts.SecondFactorFailed,
        [SecurityEventType.SecondFactorLocked] = () => EventTexts.SecondFactorLocked,
        [SecurityEventType.LockedFactorRefused] = () => EventTexts.LockedFactorRefused,
        [SecurityEventType.RememberedDevicesForgotten] = () => EventTexts.RememberedDevicesForgotten,
        [SecurityEventType.RememberedDeviceForgotten] = () => EventTexts.RememberedDeviceForgotten,
        [SecurityEventType.PasskeyAdded] = () => EventTexts.PasskeyAdded,
        [SecurityEventType.PasskeyRemoved] = () => EventTexts.PasskeyRemoved,
        [SecurityEventType.PasskeyRefused] = () => EventTexts.PasskeyRefused,
        [SecurityEventType.PasskeyCloneSuspected] = () => EventTexts.PasskeyCloneSuspected,
        [SecurityEventType.AdminAccessRefused] = () => EventTexts.AdminAccessRefused,
        [SecurityEventType.AccountUnderAttack] = () => EventTexts.AccountUnderAttack,
        [SecurityEventType.RateLimitReached] = () => EventTexts.RateLimitReached,
    };

    /// <summary>What happened; of a type without words of its own, its name.</summary>
    public static string Of(SecurityEvent fact) => Words.GetValueOrDefault(fact.Type)?.Invoke() ?? string.Format(EventTexts.Recorded, SecurityEventJson.NameOf(fact.Type));

    /// <summary>Whether a type has words of its own.</summary>
    public static bool Has(SecurityEventType type) => Words.ContainsKey(type);

    /// <summary>What a person should think of it; null where it is as it should be.</summary>
    public static string? GravityOf(SecurityEvent fact) => fact.Severity switch
    {
        SecurityEventSeverity.Critical => EventTexts.Danger,
        SecurityEventSeverity.Warning => EventTexts.Warning,
        _ => null,
    };
}
