using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;

namespace Cosmo.Identity.Accounts.Security;

/// <summary>What events mean to the person whom they are about, in plain words. Details that show how something was found out are no part of it.</summary>
internal static class EventWords
{
    private static readonly Dictionary<SecurityEventType, string> Words = new()
    {
        [SecurityEventType.SignedIn] = "Signed in",
        [SecurityEventType.SignInFailed] = "Tried to sign in with a wrong password",
        [SecurityEventType.UnknownUserTried] = "Tried to sign in with a name that no account has",
        [SecurityEventType.LockedSignInRefused] = "Tried to sign in while signing in was paused",
        [SecurityEventType.DisabledSignInRefused] = "Tried to sign in while the account was closed",
        [SecurityEventType.AccountLocked] = "Signing in was paused after too many wrong passwords",
        [SecurityEventType.AddressLocked] = "Signing in was paused for an address after too many wrong passwords",
        [SecurityEventType.DeviceLocked] = "Signing in was paused on a device you use, after too many wrong passwords",
        [SecurityEventType.Reauthenticated] = "Confirmed it was you with your password",
        [SecurityEventType.PasswordHashUpgraded] = "Your password is stored in a stronger form; it is the same password",
        [SecurityEventType.TokensIssued] = "An application got access",
        [SecurityEventType.TokensRefreshed] = "An application renewed its access",
        [SecurityEventType.RefreshTokenRetried] = "An application repeated the renewal of its access",
        [SecurityEventType.RefreshTokenReused] = "A key to your account was used twice, perhaps by a thief; the access was ended",
        [SecurityEventType.AuthorizationCodeReused] = "A sign-in code was used twice, perhaps by a thief; the access it gave was ended",
        [SecurityEventType.TokenRevoked] = "An application’s access was ended",
        [SecurityEventType.AllTokensRevoked] = "All your sessions and all access were ended",
        [SecurityEventType.ForeignTokenRefused] = "Somebody presented a key to your account that is not theirs; refused",
        [SecurityEventType.GrantRefused] = "An application asked for access and was refused",
        [SecurityEventType.InvalidTokenPresented] = "Access that had ended was tried; refused",
        [SecurityEventType.InactiveTokenIntrospected] = "Access that had ended was tried at an application; refused",
        [SecurityEventType.AuthorizationGranted] = "Signed in to an application",
        [SecurityEventType.AuthorizationRefused] = "Signing in to an application was refused",
        [SecurityEventType.ConsentGranted] = "You allowed an application what it asked for",
        [SecurityEventType.ConsentDenied] = "You did not allow an application what it asked for",
        [SecurityEventType.ScopeRefused] = "An application asked for more than it may have; refused",
        [SecurityEventType.ConsentWithdrawn] = "You withdrew what an application was allowed",
        [SecurityEventType.DeviceCodeIssued] = "A device asked for access",
        [SecurityEventType.DeviceAllowed] = "You allowed a device what it asked for",
        [SecurityEventType.DeviceDenied] = "You did not allow a device what it asked for",
        [SecurityEventType.UserCodeRefused] = "Entered a code that no waiting device shows",
        [SecurityEventType.SessionStarted] = "A session began",
        [SecurityEventType.SessionEnded] = "Signed out",
        [SecurityEventType.SessionRevoked] = "A session was ended from elsewhere",
        [SecurityEventType.OtherSessionsRevoked] = "All other sessions were ended",
        [SecurityEventType.SessionReplaced] = "Signed out because somebody else signed in on the same browser",
        [SecurityEventType.UserCreated] = "Your account was made",
        [SecurityEventType.UserChanged] = "Your profile or your roles were changed",
        [SecurityEventType.UserDisabled] = "Your account was closed",
        [SecurityEventType.UserEnabled] = "Your account was opened again",
        [SecurityEventType.UserDeleted] = "Your account was deleted",
        [SecurityEventType.PasswordChanged] = "Your password was changed",
        [SecurityEventType.NewDeviceUsed] = "Signed in on a device that is new to your account",
        [SecurityEventType.NewNetworkUsed] = "Signed in from a network that is new to your account",
        [SecurityEventType.AccountUnlocked] = "The pause of signing in was lifted",
        [SecurityEventType.PasswordResetRequested] = "A new password was asked for; a link was mailed to you",
        [SecurityEventType.PasswordResetWithheld] = "A new password was asked for; no mail was sent",
        [SecurityEventType.PasswordReset] = "A new password was set by a mailed link, and everybody was signed out",
        [SecurityEventType.PasswordResetRefused] = "A link for a new password was tried that does not work any more",
        [SecurityEventType.BreachCheckFailed] = "The service that knows breached passwords did not answer",
        [SecurityEventType.ApiKeyCreated] = "You made an API key",
        [SecurityEventType.ApiKeyEnded] = "You ended an API key",
        [SecurityEventType.AllApiKeysEnded] = "All your API keys were ended",
        [SecurityEventType.ApiKeyRefused] = "An API key of yours was used from a network that it may not be used from; refused",
        [SecurityEventType.AdminAccessRefused] = "The admin area was asked for without the right to it; refused",
        [SecurityEventType.AccountUnderAttack] = "Many wrong passwords for your account came from many addresses",
        [SecurityEventType.RateLimitReached] = "Too many requests at once; some were refused",
    };

    /// <summary>What happened; of a type without words of its own, its name.</summary>
    public static string Of(SecurityEvent fact) => Words.GetValueOrDefault(fact.Type) ?? $"Recorded: {SecurityEventJson.NameOf(fact.Type)}";

    /// <summary>Whether a type has words of its own.</summary>
    public static bool Has(SecurityEventType type) => Words.ContainsKey(type);

    /// <summary>What a person should think of it; null where it is as it should be.</summary>
    public static string? GravityOf(SecurityEvent fact) => fact.Severity switch
    {
        SecurityEventSeverity.Critical => "Danger",
        SecurityEventSeverity.Warning => "Warning",
        _ => null,
    };
}
