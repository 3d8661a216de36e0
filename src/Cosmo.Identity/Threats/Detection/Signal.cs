using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Threats.Detection;

/// <summary>What a fact means to the rules.</summary>
internal enum SignalKind
{
    /// <summary>A sign-in failed or was refused.</summary>
    Failure,

    /// <summary>A sign-in succeeded.</summary>
    Success,

    /// <summary>Somebody who is signed in was active.</summary>
    Person,

    /// <summary>A token, code or grant that is not good was presented.</summary>
    BadToken,

    /// <summary>A refresh token or code was used a second time.</summary>
    StolenToken,

    /// <summary>Something was asked for that only scanners ask for.</summary>
    Probe,
}

/// <summary>One fact as the rules see it.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Subscriber">By whom.</param>
internal readonly record struct Signal(SignalKind Kind, Subscriber Subscriber)
{
    /// <summary>Keyed hash of the name that was typed, or of the token that was presented.</summary>
    public long? Name { get; init; }

    /// <summary>Equal for equal passwords.</summary>
    public long? PasswordMark { get; init; }

    /// <summary>The account, where it is known.</summary>
    public Guid? Subject { get; init; }

    /// <summary>How many equal facts it stands for.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether it came from a device on which the account had signed in before.</summary>
    public bool OnKnownDevice { get; init; }

    /// <summary>Null for what no rule looks at. Cheap: it runs on the request's thread.</summary>
    public static Signal? Of(SecurityEvent fact)
    {
        if (KindOf(fact.Type) is not { } kind || Subscriber.TryParse(fact.IpAddress) is not { } subscriber)
        {
            return null;
        }

        // A counted refusal by a limit says something only with the name that it refused.
        return fact is { Type: SecurityEventType.RateLimitReached, NameHash: null }
            ? null
            : new Signal(kind, subscriber) { Name = fact.NameHash, Subject = fact.SubjectId, Count = fact.Count };
    }

    public static Signal Of(in ObservedSignIn seen) =>
        new(seen.Outcome is ObservedOutcome.Succeeded ? SignalKind.Success : SignalKind.Failure, Subscriber.Of(seen.Address))
        {
            Name = seen.NameHash,
            PasswordMark = seen.PasswordMark,
            OnKnownDevice = seen.OnKnownDevice,
        };

    private static SignalKind? KindOf(SecurityEventType type) => type switch
    {
        SecurityEventType.SignInFailed or SecurityEventType.UnknownUserTried or SecurityEventType.LockedSignInRefused
            or SecurityEventType.DisabledSignInRefused or SecurityEventType.RateLimitReached => SignalKind.Failure,
        SecurityEventType.SignedIn or SecurityEventType.Reauthenticated => SignalKind.Success,
        SecurityEventType.TokensRefreshed or SecurityEventType.AuthorizationGranted or SecurityEventType.SessionStarted => SignalKind.Person,
        SecurityEventType.InvalidTokenPresented or SecurityEventType.GrantRefused or SecurityEventType.ForeignTokenRefused
            or SecurityEventType.PasswordResetRefused => SignalKind.BadToken,
        SecurityEventType.RefreshTokenReused or SecurityEventType.AuthorizationCodeReused => SignalKind.StolenToken,
        SecurityEventType.ScannerPathRequested or SecurityEventType.PathTraversalTried or SecurityEventType.InjectionProbed => SignalKind.Probe,
        _ => null,
    };
}
