using System.Text.Json;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;

namespace Cosmo.Identity.Accounts;

/// <summary>The events of one attempt to sign in. What was typed stands in them as keyed hashes only: people type passwords into the wrong field.</summary>
internal sealed class SignInEvents(EventKey key, SignInAttempt attempt, string? canonicalName, UserRecord? user)
{
    private readonly string name = canonicalName ?? attempt.UserName ?? "";

    public SecurityEvent SignedIn()
    {
        var isAgain = attempt.Session is { } running && running.UserId == user!.Id;
        var fact = Describe(isAgain ? SecurityEventType.Reauthenticated : SecurityEventType.SignedIn);
        fact.SubjectId = user!.Id;
        fact.SessionId = isAgain ? attempt.Session!.Id : null;
        fact.Details = JsonSerializer.Serialize(new { path = PathName, amr = new[] { AuthenticationMethods.Password } });
        return fact;
    }

    /// <summary>The password was right, and is not enough.</summary>
    public SecurityEvent PasswordAccepted()
    {
        var fact = Describe(SecurityEventType.PasswordAccepted);
        fact.SubjectId = user!.Id;
        fact.Details = JsonSerializer.Serialize(new { path = PathName });
        return fact;
    }

    /// <param name="newHash">The hash that replaced an old one, if it did.</param>
    public SecurityEvent HashUpgraded(string newHash)
    {
        var fact = Describe(SecurityEventType.PasswordHashUpgraded);
        fact.SubjectId = user!.Id;
        fact.Condition = new EventCondition("EXISTS (SELECT 1 FROM users WHERE id = {0} AND password_hash = {1})", user.Id, newHash);
        return fact;
    }

    /// <summary>The password was checked, and it ended here.</summary>
    public SecurityEvent Failed() => Refused(
        user is null ? SecurityEventType.UnknownUserTried : user.IsDisabled ? SecurityEventType.DisabledSignInRefused : SecurityEventType.SignInFailed,
        new { path = PathName });

    /// <summary>No password was checked, because a counter is locked.</summary>
    public SecurityEvent Locked(CounterKind by) => Refused(
        user is null ? SecurityEventType.UnknownUserTried : SecurityEventType.LockedSignInRefused,
        new { path = PathName, locked = by.ToString().ToLowerInvariant() });

    /// <summary>An event of this request, with who asked.</summary>
    public SecurityEvent Describe(SecurityEventType type)
    {
        var fact = SecurityEvent.Of(type, attempt.Http);
        fact.ClientId = attempt.ClientId;
        fact.NameHash = key.Hide(name);
        return fact;
    }

    /// <summary>A door as details name it.</summary>
    public static string NameOf(SignInPath path) => path switch
    {
        SignInPath.Page => "page",
        SignInPath.Confirmation => "confirmation",
        SignInPath.Passkey => "passkey",
        _ => "password_grant",
    };

    private string PathName => NameOf(attempt.Path);

    private SecurityEvent Refused(SecurityEventType type, object details)
    {
        var fact = Describe(type);
        fact.SubjectId = user?.Id;
        fact.PairHash = key.Hide($"{name}\0{attempt.Password}");
        fact.Details = JsonSerializer.Serialize(details);
        return fact;
    }
}
