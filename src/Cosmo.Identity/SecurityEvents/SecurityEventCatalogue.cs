using System.Collections.Frozen;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>What is known of a type of event without looking at one.</summary>
/// <param name="Type">The type.</param>
/// <param name="Name">Its stable name in exports and in the API, such as <c>authentication.signed_in</c>.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Outcome">How the act ended.</param>
public sealed record SecurityEventKind(SecurityEventType Type, string Name, SecurityEventSeverity Severity, SecurityEventOutcome Outcome);

/// <summary>Every type of event with its name, severity and outcome; <c>docs/security-events.md</c> is its page, and a test keeps the two alike.</summary>
public static class SecurityEventCatalogue
{
    /// <summary>In order of number.</summary>
    public static IReadOnlyList<SecurityEventKind> All { get; } =
    [
        new(SecurityEventType.SignedIn, "authentication.signed_in", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.SignInFailed, "authentication.sign_in_failed", SecurityEventSeverity.Notice, SecurityEventOutcome.Failure),
        new(SecurityEventType.UnknownUserTried, "authentication.unknown_user_tried", SecurityEventSeverity.Notice, SecurityEventOutcome.Failure),
        new(SecurityEventType.LockedSignInRefused, "authentication.locked_sign_in_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.DisabledSignInRefused, "authentication.disabled_sign_in_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.AccountLocked, "authentication.account_locked", SecurityEventSeverity.Warning, SecurityEventOutcome.Refused),
        new(SecurityEventType.AddressLocked, "authentication.address_locked", SecurityEventSeverity.Warning, SecurityEventOutcome.Refused),
        new(SecurityEventType.DeviceLocked, "authentication.device_locked", SecurityEventSeverity.Warning, SecurityEventOutcome.Refused),
        new(SecurityEventType.Reauthenticated, "authentication.reauthenticated", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.PasswordHashUpgraded, "authentication.password_hash_upgraded", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.PasswordAccepted, "authentication.password_accepted", SecurityEventSeverity.Info, SecurityEventOutcome.Success),

        new(SecurityEventType.TokensIssued, "token.tokens_issued", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.TokensRefreshed, "token.tokens_refreshed", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.RefreshTokenRetried, "token.refresh_token_retried", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.RefreshTokenReused, "token.refresh_token_reused", SecurityEventSeverity.Critical, SecurityEventOutcome.Refused),
        new(SecurityEventType.AuthorizationCodeReused, "token.authorization_code_reused", SecurityEventSeverity.Critical, SecurityEventOutcome.Refused),
        new(SecurityEventType.TokenRevoked, "token.token_revoked", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.AllTokensRevoked, "token.all_tokens_revoked", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.ForeignTokenRefused, "token.foreign_token_refused", SecurityEventSeverity.Warning, SecurityEventOutcome.Refused),
        new(SecurityEventType.GrantRefused, "token.grant_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.InvalidTokenPresented, "token.invalid_token_presented", SecurityEventSeverity.Notice, SecurityEventOutcome.Failure),
        new(SecurityEventType.InactiveTokenIntrospected, "token.inactive_token_introspected", SecurityEventSeverity.Info, SecurityEventOutcome.Failure),
        new(SecurityEventType.AuthorizationGranted, "token.authorization_granted", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.AuthorizationRefused, "token.authorization_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.ConsentGranted, "token.consent_granted", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.ConsentDenied, "token.consent_denied", SecurityEventSeverity.Info, SecurityEventOutcome.Refused),
        new(SecurityEventType.ScopeRefused, "token.scope_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.ConsentWithdrawn, "token.consent_withdrawn", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.DeviceCodeIssued, "token.device_code_issued", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.DeviceAllowed, "token.device_allowed", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.DeviceDenied, "token.device_denied", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.UserCodeRefused, "token.user_code_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Failure),

        new(SecurityEventType.SessionStarted, "session.session_started", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.SessionEnded, "session.session_ended", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.SessionRevoked, "session.session_revoked", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.OtherSessionsRevoked, "session.other_sessions_revoked", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.SessionReplaced, "session.session_replaced", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.AllSessionsEnded, "session.all_sessions_ended", SecurityEventSeverity.Warning, SecurityEventOutcome.Success),

        new(SecurityEventType.UserCreated, "account.user_created", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.UserChanged, "account.user_changed", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.UserDisabled, "account.user_disabled", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.UserEnabled, "account.user_enabled", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.UserDeleted, "account.user_deleted", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.PasswordChanged, "account.password_changed", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.NewDeviceUsed, "account.new_device_used", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.NewNetworkUsed, "account.new_network_used", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.AccountUnlocked, "account.account_unlocked", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.PasswordResetRequested, "account.password_reset_requested", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.PasswordResetWithheld, "account.password_reset_withheld", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.PasswordReset, "account.password_reset", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.PasswordResetRefused, "account.password_reset_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Failure),
        new(SecurityEventType.BreachCheckFailed, "account.breach_check_failed", SecurityEventSeverity.Warning, SecurityEventOutcome.Failure),
        new(SecurityEventType.NotMeReported, "account.not_me_reported", SecurityEventSeverity.Warning, SecurityEventOutcome.Success),
        new(SecurityEventType.NotMeRefused, "account.not_me_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Failure),
        new(SecurityEventType.PasswordResetRequired, "account.password_reset_required", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.RegistrationRequested, "account.registration_requested", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.RegistrationWithheld, "account.registration_withheld", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.RegistrationRefused, "account.registration_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Failure),
        new(SecurityEventType.EmailChangeRequested, "account.email_change_requested", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.EmailChangeWithheld, "account.email_change_withheld", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.EmailChanged, "account.email_changed", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.EmailChangeUndone, "account.email_change_undone", SecurityEventSeverity.Warning, SecurityEventOutcome.Success),
        new(SecurityEventType.EmailLinkRefused, "account.email_link_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Failure),
        new(SecurityEventType.PersonalDataExported, "account.personal_data_exported", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.ApiKeyCreated, "account.api_key_created", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.ApiKeyEnded, "account.api_key_ended", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.AllApiKeysEnded, "account.all_api_keys_ended", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.ApiKeyRefused, "account.api_key_refused", SecurityEventSeverity.Warning, SecurityEventOutcome.Refused),

        new(SecurityEventType.FactorAdded, "factor.factor_added", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.FactorRemoved, "factor.factor_removed", SecurityEventSeverity.Warning, SecurityEventOutcome.Success),
        new(SecurityEventType.RecoveryCodesRenewed, "factor.recovery_codes_renewed", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.RecoveryCodeUsed, "factor.recovery_code_used", SecurityEventSeverity.Warning, SecurityEventOutcome.Success),
        new(SecurityEventType.SecondFactorFailed, "factor.second_factor_failed", SecurityEventSeverity.Warning, SecurityEventOutcome.Failure),
        new(SecurityEventType.SecondFactorLocked, "factor.second_factor_locked", SecurityEventSeverity.Warning, SecurityEventOutcome.Refused),
        new(SecurityEventType.LockedFactorRefused, "factor.locked_factor_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.RememberedDevicesForgotten, "factor.remembered_devices_forgotten", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.RememberedDeviceForgotten, "factor.remembered_device_forgotten", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.PasskeyAdded, "factor.passkey_added", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.PasskeyRemoved, "factor.passkey_removed", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.PasskeyRefused, "factor.passkey_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Failure),
        new(SecurityEventType.PasskeyCloneSuspected, "factor.passkey_clone_suspected", SecurityEventSeverity.Critical, SecurityEventOutcome.Refused),

        new(SecurityEventType.ClientCreated, "client.client_created", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.ClientChanged, "client.client_changed", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.ClientDeleted, "client.client_deleted", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.ClientSecretChanged, "client.client_secret_changed", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.ClientAuthenticationFailed, "client.client_authentication_failed", SecurityEventSeverity.Warning, SecurityEventOutcome.Failure),
        new(SecurityEventType.UnknownClientPresented, "client.unknown_client_presented", SecurityEventSeverity.Notice, SecurityEventOutcome.Failure),
        new(SecurityEventType.ClientAssertionReplayed, "client.client_assertion_replayed", SecurityEventSeverity.Critical, SecurityEventOutcome.Refused),
        new(SecurityEventType.RedirectUriRefused, "client.redirect_uri_refused", SecurityEventSeverity.Warning, SecurityEventOutcome.Refused),
        new(SecurityEventType.ScopeCreated, "client.scope_created", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.ScopeChanged, "client.scope_changed", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.ScopeDeleted, "client.scope_deleted", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),

        new(SecurityEventType.ProvisioningApplied, "administration.provisioning_applied", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.AdminAccessRefused, "administration.admin_access_refused", SecurityEventSeverity.Warning, SecurityEventOutcome.Refused),
        new(SecurityEventType.EventsExported, "administration.events_exported", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.EventsVerified, "administration.events_verified", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.BlockPlaced, "administration.block_placed", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.BlockLifted, "administration.block_lifted", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.ExemptionPlaced, "administration.exemption_placed", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.ExemptionEnded, "administration.exemption_ended", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.JobOrdered, "administration.job_ordered", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.MailHurried, "administration.mail_hurried", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.KeyRotated, "administration.key_rotated", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.KeyRetired, "administration.key_retired", SecurityEventSeverity.Warning, SecurityEventOutcome.Success),
        new(SecurityEventType.InvitationMade, "administration.invitation_made", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),

        new(SecurityEventType.PasswordSprayDetected, "threat.password_spray_detected", SecurityEventSeverity.Critical, SecurityEventOutcome.Refused),
        new(SecurityEventType.CredentialStuffingDetected, "threat.credential_stuffing_detected", SecurityEventSeverity.Critical, SecurityEventOutcome.Refused),
        new(SecurityEventType.AccountUnderAttack, "threat.account_under_attack", SecurityEventSeverity.Critical, SecurityEventOutcome.Refused),
        new(SecurityEventType.AddressSuspected, "threat.address_suspected", SecurityEventSeverity.Warning, SecurityEventOutcome.Refused),
        new(SecurityEventType.AddressBlocked, "threat.address_blocked", SecurityEventSeverity.Warning, SecurityEventOutcome.Refused),
        new(SecurityEventType.AddressWouldBeBlocked, "threat.address_would_be_blocked", SecurityEventSeverity.Warning, SecurityEventOutcome.Refused),
        new(SecurityEventType.ScannerPathRequested, "threat.scanner_path_requested", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.PathTraversalTried, "threat.path_traversal_tried", SecurityEventSeverity.Warning, SecurityEventOutcome.Refused),
        new(SecurityEventType.InjectionProbed, "threat.injection_probed", SecurityEventSeverity.Warning, SecurityEventOutcome.Refused),
        new(SecurityEventType.OversizedRequestRefused, "threat.oversized_request_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.ProxyHeadersForged, "threat.proxy_headers_forged", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.RateLimitReached, "threat.rate_limit_reached", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),
        new(SecurityEventType.TokenScanDetected, "threat.token_scan_detected", SecurityEventSeverity.Critical, SecurityEventOutcome.Refused),
        new(SecurityEventType.BlockedAddressRefused, "threat.blocked_address_refused", SecurityEventSeverity.Notice, SecurityEventOutcome.Refused),

        new(SecurityEventType.ServerStarted, "system.server_started", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.ServerStopped, "system.server_stopped", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.SchemaMigrated, "system.schema_migrated", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.JobFailed, "system.job_failed", SecurityEventSeverity.Warning, SecurityEventOutcome.Failure),
        new(SecurityEventType.ClockJumped, "system.clock_jumped", SecurityEventSeverity.Critical, SecurityEventOutcome.Failure),
        new(SecurityEventType.EventsPruned, "system.events_pruned", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.ChainRecovered, "system.chain_recovered", SecurityEventSeverity.Notice, SecurityEventOutcome.Success),
        new(SecurityEventType.ExpiredRowsPruned, "system.expired_rows_pruned", SecurityEventSeverity.Info, SecurityEventOutcome.Success),
        new(SecurityEventType.DatabaseFaulted, "system.database_faulted", SecurityEventSeverity.Critical, SecurityEventOutcome.Failure),
        new(SecurityEventType.MailGivenUp, "system.mail_given_up", SecurityEventSeverity.Warning, SecurityEventOutcome.Failure),
    ];

    private static readonly FrozenDictionary<SecurityEventType, SecurityEventKind> ByType = All.ToFrozenDictionary(kind => kind.Type);

    private static readonly FrozenDictionary<string, SecurityEventKind> ByName = All.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The kind of <paramref name="type"/>.</summary>
    public static SecurityEventKind Of(SecurityEventType type) => ByType[type];

    /// <summary>The kind with this name; null when there is none.</summary>
    public static SecurityEventKind? Find(string name) => ByName.GetValueOrDefault(name);
}
