namespace Cosmo.Identity.SecurityEvents;

/// <summary>
/// Every kind of fact that the audit trail knows. The numbers are stable: exports and alarms of operators name them. Ranges: 1000
/// authentication, 2000 tokens, 3000 sessions, 4000 accounts, 5000 second factors, 6000 clients, 7000 administration, 8000 threats,
/// 9000 system. What each means and how grave it is: <see cref="SecurityEventCatalogue"/>.
/// </summary>
public enum SecurityEventType
{
    /// <summary>A person signed in.</summary>
    SignedIn = 1001,

    /// <summary>A wrong password for an account that exists.</summary>
    SignInFailed = 1002,

    /// <summary>A sign-in with a name that no account has.</summary>
    UnknownUserTried = 1003,

    /// <summary>A sign-in to an account that is locked; no password was checked.</summary>
    LockedSignInRefused = 1004,

    /// <summary>A sign-in to an account that is disabled.</summary>
    DisabledSignInRefused = 1005,

    /// <summary>An account reached the limit of failures and is locked for a time.</summary>
    AccountLocked = 1006,

    /// <summary>An address reached the limit of failures and is locked for a time.</summary>
    AddressLocked = 1007,

    /// <summary>A known device of an account reached the limit of failures.</summary>
    DeviceLocked = 1008,

    /// <summary>A person proved once more who they are in a running session.</summary>
    Reauthenticated = 1009,

    /// <summary>A stored password hash was replaced by one of today's strength at a sign-in.</summary>
    PasswordHashUpgraded = 1010,

    /// <summary>A right password was given, and a second factor is still missing.</summary>
    PasswordAccepted = 1040,

    /// <summary>Tokens were issued for a grant; details name it.</summary>
    TokensIssued = 2001,

    /// <summary>A refresh token was rotated.</summary>
    TokensRefreshed = 2002,

    /// <summary>A refresh token was presented again inside the leeway and got the same successor.</summary>
    RefreshTokenRetried = 2003,

    /// <summary>A refresh token was used again outside the leeway: its family was revoked.</summary>
    RefreshTokenReused = 2004,

    /// <summary>An authorization code was used again: what it had given was revoked.</summary>
    AuthorizationCodeReused = 2005,

    /// <summary>A client revoked a token.</summary>
    TokenRevoked = 2006,

    /// <summary>All tokens of a person were revoked.</summary>
    AllTokensRevoked = 2007,

    /// <summary>A token of somebody else was to be revoked or introspected; refused.</summary>
    ForeignTokenRefused = 2008,

    /// <summary>A grant was refused: expired, revoked, unknown or of another client.</summary>
    GrantRefused = 2009,

    /// <summary>An access token that is not good was presented.</summary>
    InvalidTokenPresented = 2010,

    /// <summary>A resource server introspected a token that is not active.</summary>
    InactiveTokenIntrospected = 2011,

    /// <summary>An authorization code was issued.</summary>
    AuthorizationGranted = 2012,

    /// <summary>An authorization request was refused.</summary>
    AuthorizationRefused = 2013,

    /// <summary>A person allowed a client what it asked for.</summary>
    ConsentGranted = 2014,

    /// <summary>A person denied a client what it asked for.</summary>
    ConsentDenied = 2015,

    /// <summary>A client asked for a scope that it may not have.</summary>
    ScopeRefused = 2016,

    /// <summary>A person withdrew what they had allowed a client; its tokens were revoked.</summary>
    ConsentWithdrawn = 2017,

    /// <summary>A device asked for access and was given a code to show.</summary>
    DeviceCodeIssued = 2081,

    /// <summary>A person allowed a device what it asked for.</summary>
    DeviceAllowed = 2082,

    /// <summary>A person denied a device what it asked for.</summary>
    DeviceDenied = 2083,

    /// <summary>A code was typed that no waiting device shows.</summary>
    UserCodeRefused = 2084,

    /// <summary>A session began.</summary>
    SessionStarted = 3001,

    /// <summary>A person signed out.</summary>
    SessionEnded = 3002,

    /// <summary>A session was ended from elsewhere.</summary>
    SessionRevoked = 3003,

    /// <summary>All other sessions of a person were ended.</summary>
    OtherSessionsRevoked = 3004,

    /// <summary>Another person signed in on the same browser; the first one's session ended.</summary>
    SessionReplaced = 3005,

    /// <summary>An administrator ended the sessions of everybody.</summary>
    AllSessionsEnded = 3010,

    /// <summary>An account was made.</summary>
    UserCreated = 4001,

    /// <summary>A profile, an address or roles were changed.</summary>
    UserChanged = 4002,

    /// <summary>An account was disabled.</summary>
    UserDisabled = 4003,

    /// <summary>An account was enabled again.</summary>
    UserEnabled = 4004,

    /// <summary>An account was deleted.</summary>
    UserDeleted = 4005,

    /// <summary>A password was set.</summary>
    PasswordChanged = 4006,

    /// <summary>Somebody signed in on a device that the account had not used before.</summary>
    NewDeviceUsed = 4007,

    /// <summary>Somebody signed in from a network that the account had not used before.</summary>
    NewNetworkUsed = 4008,

    /// <summary>The lock of an account was taken away.</summary>
    AccountUnlocked = 4009,

    /// <summary>Somebody asked for a new password; the account was mailed a link.</summary>
    PasswordResetRequested = 4010,

    /// <summary>Somebody asked for a new password, and no mail was sent; details say why.</summary>
    PasswordResetWithheld = 4011,

    /// <summary>A new password was set by a mailed link; locks of the account and everybody's sign-in ended.</summary>
    PasswordReset = 4012,

    /// <summary>A link for a new password was presented that is used, too old, replaced or made up.</summary>
    PasswordResetRefused = 4013,

    /// <summary>The service that knows breached passwords did not answer: passwords were accepted without it.</summary>
    BreachCheckFailed = 4020,

    /// <summary>The owner said by a mailed link that it was not them: everybody was signed out, and the password fits nobody any more.</summary>
    NotMeReported = 4021,

    /// <summary>A link "This wasn’t me" was presented that is used, too old or made up.</summary>
    NotMeRefused = 4022,

    /// <summary>An administrator took a password out of use; everybody was signed out, and details say whether the owner was mailed a link.</summary>
    PasswordResetRequired = 4030,

    /// <summary>Somebody asked for an account; a link was mailed to the address.</summary>
    RegistrationRequested = 4060,

    /// <summary>Somebody asked for an account, and no link was mailed; details say why. The owner of a taken address was told.</summary>
    RegistrationWithheld = 4061,

    /// <summary>A link for a new account was presented that is used, too old or made up, or with a wrong password.</summary>
    RegistrationRefused = 4062,

    /// <summary>A person wants another e-mail address; a link was mailed to it.</summary>
    EmailChangeRequested = 4063,

    /// <summary>A person wants another e-mail address, and no link was mailed; details say why.</summary>
    EmailChangeWithheld = 4064,

    /// <summary>A person confirmed another e-mail address; the old one was told.</summary>
    EmailChanged = 4065,

    /// <summary>A change of e-mail address was taken back by a link in the old address's mail; everybody was signed out, and the password no longer works.</summary>
    EmailChangeUndone = 4066,

    /// <summary>A link about an e-mail address was presented that is used, too old or made up.</summary>
    EmailLinkRefused = 4067,

    /// <summary>A person downloaded what is held of them.</summary>
    PersonalDataExported = 4068,

    /// <summary>A person made an API key.</summary>
    ApiKeyCreated = 4081,

    /// <summary>A person ended an API key.</summary>
    ApiKeyEnded = 4082,

    /// <summary>All API keys of a person were ended.</summary>
    AllApiKeysEnded = 4083,

    /// <summary>A live API key was used from a network that it may not be used from; refused.</summary>
    ApiKeyRefused = 4084,

    /// <summary>A person set up a second factor.</summary>
    FactorAdded = 5040,

    /// <summary>A second factor was removed, with its recovery codes and remembered devices.</summary>
    FactorRemoved = 5041,

    /// <summary>A person made new recovery codes; the old ones are worth nothing.</summary>
    RecoveryCodesRenewed = 5042,

    /// <summary>A recovery code was used up instead of a code of the app.</summary>
    RecoveryCodeUsed = 5043,

    /// <summary>The password was right, and the code was wrong or used before.</summary>
    SecondFactorFailed = 5044,

    /// <summary>Too many codes of an account were wrong: none is looked at for a time.</summary>
    SecondFactorLocked = 5045,

    /// <summary>The password was right, and the code was not looked at, because too many were wrong.</summary>
    LockedFactorRefused = 5046,

    /// <summary>A person made all devices give a code again.</summary>
    RememberedDevicesForgotten = 5047,

    /// <summary>A person made one device give a code again.</summary>
    RememberedDeviceForgotten = 5048,

    /// <summary>A passkey was added to an account.</summary>
    PasskeyAdded = 5101,

    /// <summary>A passkey was taken from an account.</summary>
    PasskeyRemoved = 5102,

    /// <summary>A passkey was presented that is not good: unknown, wrongly signed, too late or used before.</summary>
    PasskeyRefused = 5103,

    /// <summary>A passkey answered rightly, but its counter went back: there may be a copy of it. It was refused.</summary>
    PasskeyCloneSuspected = 5104,

    /// <summary>A client was declared.</summary>
    ClientCreated = 6001,

    /// <summary>A client's metadata changed.</summary>
    ClientChanged = 6002,

    /// <summary>A client was deleted.</summary>
    ClientDeleted = 6003,

    /// <summary>A client's secret was replaced.</summary>
    ClientSecretChanged = 6004,

    /// <summary>A client failed to authenticate.</summary>
    ClientAuthenticationFailed = 6005,

    /// <summary>A client identifier that is not registered was presented.</summary>
    UnknownClientPresented = 6006,

    /// <summary>A client assertion was presented a second time.</summary>
    ClientAssertionReplayed = 6007,

    /// <summary>A redirect URI that is not the client's was presented.</summary>
    RedirectUriRefused = 6008,

    /// <summary>A scope was declared.</summary>
    ScopeCreated = 6009,

    /// <summary>A scope was changed.</summary>
    ScopeChanged = 6010,

    /// <summary>A scope was deleted.</summary>
    ScopeDeleted = 6011,

    /// <summary>A provisioning file was applied and changed something.</summary>
    ProvisioningApplied = 7001,

    /// <summary>A person without the right asked for the admin area.</summary>
    AdminAccessRefused = 7002,

    /// <summary>The audit trail was exported.</summary>
    EventsExported = 7003,

    /// <summary>The audit trail was verified.</summary>
    EventsVerified = 7004,

    /// <summary>An administrator blocked an address or network.</summary>
    BlockPlaced = 7005,

    /// <summary>An administrator lifted a block.</summary>
    BlockLifted = 7006,

    /// <summary>An administrator exempted an address or network from blocks.</summary>
    ExemptionPlaced = 7010,

    /// <summary>An administrator ended an exemption from blocks.</summary>
    ExemptionEnded = 7011,

    /// <summary>An administrator had a job run out of turn.</summary>
    JobOrdered = 7040,

    /// <summary>An administrator had a mail tried again at once.</summary>
    MailHurried = 7041,

    /// <summary>A signing key was made; details say from when on it signs.</summary>
    KeyRotated = 7050,

    /// <summary>A signing key was taken out before its time: nothing that it signed is accepted.</summary>
    KeyRetired = 7051,

    /// <summary>Somebody was invited to make an account.</summary>
    InvitationMade = 7060,

    /// <summary>One address tries few passwords on many names.</summary>
    PasswordSprayDetected = 8001,

    /// <summary>One address tries many pairs of name and password.</summary>
    CredentialStuffingDetected = 8002,

    /// <summary>Many wrong passwords reach one account from many addresses.</summary>
    AccountUnderAttack = 8003,

    /// <summary>An address scored above the threshold.</summary>
    AddressSuspected = 8004,

    /// <summary>An address was blocked.</summary>
    AddressBlocked = 8005,

    /// <summary>An address would have been blocked, were the mode not shadow.</summary>
    AddressWouldBeBlocked = 8006,

    /// <summary>A path was asked for that only scanners ask for.</summary>
    ScannerPathRequested = 8007,

    /// <summary>A path tried to leave its folder.</summary>
    PathTraversalTried = 8008,

    /// <summary>A request carried what looks like injected script or SQL.</summary>
    InjectionProbed = 8009,

    /// <summary>A request was too large.</summary>
    OversizedRequestRefused = 8010,

    /// <summary>A peer that is no trusted proxy sent proxy headers.</summary>
    ProxyHeadersForged = 8011,

    /// <summary>A rate limit was reached.</summary>
    RateLimitReached = 8012,

    /// <summary>Many unknown tokens were presented by one address.</summary>
    TokenScanDetected = 8013,

    /// <summary>A blocked address was refused; counted, one event per minute.</summary>
    BlockedAddressRefused = 8014,

    /// <summary>The server started.</summary>
    ServerStarted = 9001,

    /// <summary>The server stopped in order.</summary>
    ServerStopped = 9002,

    /// <summary>The schema was brought up to date.</summary>
    SchemaMigrated = 9003,

    /// <summary>A job failed.</summary>
    JobFailed = 9004,

    /// <summary>The wall clock jumped; jobs that delete have stopped.</summary>
    ClockJumped = 9005,

    /// <summary>Events older than the retention were deleted.</summary>
    EventsPruned = 9006,

    /// <summary>Events that a stopped server had left unsealed were sealed.</summary>
    ChainRecovered = 9007,

    /// <summary>Expired tokens, authorizations or sessions were deleted.</summary>
    ExpiredRowsPruned = 9008,

    /// <summary>The database could not be reached for a time.</summary>
    DatabaseFaulted = 9009,

    /// <summary>A mail could not be delivered: its recipient was refused, or it expired first.</summary>
    MailGivenUp = 9010,
}
