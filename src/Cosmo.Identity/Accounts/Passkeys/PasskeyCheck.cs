using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Data;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Passkeys;

/// <summary>
/// The one place that takes a passkey, for the sign-in and the step-up alike. A right answer is used up in the transaction of what follows
/// from it; a wrong one is recorded before it is told. Locks by wrong passwords do not hold here: nobody guesses a key.
/// </summary>
internal sealed class PasskeyCheck(
    PasskeyCeremonies ceremonies, Database database, SecurityEventRecorder recorder, RequestLimits limits, RateLimitPolicies policies, TimeProvider clock)
{
    /// <param name="attempt">What was answered, and by which door it came.</param>
    /// <param name="follow">What a right one brings, as it hangs on the condition that this very use was the one.</param>
    /// <param name="cancellationToken">Gives up before the answer is used.</param>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<PasskeyResult> CheckAsync(PasskeyAttempt attempt, Func<PasskeyProof, FactorConsequences> follow, CancellationToken cancellationToken)
    {
        if (!await limits.TakeAsync(attempt.Http, policies.LoginByAddress.For($"{RequestOrigin.Of(attempt.Http).LimitKey}\npasskey")))
        {
            return new PasskeyResult.TooMany();
        }

        switch (await ceremonies.FinishUsingAsync(attempt.Http, attempt.State, attempt.Credential, cancellationToken))
        {
            case PasskeyAnswer.Good good
                when await database.ReadFirstAsync(UserRecord.ById(good.Passkey.UserId), UserRecord.Read, cancellationToken) is { IsDisabled: false } user:
                return await UseAsync(attempt, good, user, follow);
            case PasskeyAnswer.Good closed:
                return await RefuseAsync(attempt, SecurityEventType.DisabledSignInRefused, closed.Passkey, null);
            case PasskeyAnswer.Cloned cloned:
                return await RefuseAsync(attempt, SecurityEventType.PasskeyCloneSuspected, cloned.Passkey, null);
            case PasskeyAnswer.Bad bad:
                return await RefuseAsync(attempt, SecurityEventType.PasskeyRefused, bad.Passkey, "answer");
            default:
                throw new InvalidOperationException("Every answer is one of these.");
        }
    }

    private async Task<PasskeyResult> UseAsync(PasskeyAttempt attempt, PasskeyAnswer.Good good, UserRecord user, Func<PasskeyProof, FactorConsequences> follow)
    {
        var mark = Guid.CreateVersion7().ToString("N");
        var done = PasskeyStatements.Used(good.Passkey.Id, mark);
        var consequences = follow(new PasskeyProof(
            user, good.Passkey.IsBackupEligible ? AuthenticationMethods.SynchronizedPasskey : AuthenticationMethods.BoundPasskey, done));
        foreach (var fact in consequences.Events)
        {
            fact.Condition ??= done;
        }

        var touched = await recorder.ExecuteAsync(
            [
                PasskeyStatements.Use(good.Passkey.Id, good.Info, good.ChallengedAt, mark, clock.GetUtcNow()).OnlyIf(SecurityStamps.Is(user.Id, user.SecurityStamp)),
                .. consequences.Statements,
            ],
            consequences.Events,
            CancellationToken.None);
        return touched[0] == 1 ? new PasskeyResult.Accepted(touched[1..(1 + consequences.Statements.Count)]) : await RefuseAsync(attempt, SecurityEventType.PasskeyRefused, good.Passkey, "replay");
    }

    private async Task<PasskeyResult> RefuseAsync(PasskeyAttempt attempt, SecurityEventType type, PasskeyRecord? passkey, string? why)
    {
        var fact = SecurityEvent.Of(type, attempt.Http);
        fact.SubjectId = passkey?.UserId;
        fact.ClientId = attempt.ClientId;
        fact.SessionId = attempt.SessionId;
        fact.Details = EventDetails.Of(("path", SignInEvents.NameOf(attempt.Path)), ("why", why), ("passkey", passkey?.Id));
        await recorder.RecordAsync(fact, CancellationToken.None);
        return new PasskeyResult.Refused();
    }
}

/// <summary>Somebody answers a challenge.</summary>
/// <param name="Http">The request.</param>
/// <param name="Path">By which door it came.</param>
/// <param name="State">What was asked, sealed.</param>
/// <param name="Credential">What the browser made of it, as JSON.</param>
internal sealed record PasskeyAttempt(HttpContext Http, SignInPath Path, string? State, string? Credential)
{
    /// <summary>The client that asked for it.</summary>
    public string? ClientId { get; init; }

    /// <summary>The running session of the browser.</summary>
    public Guid? SessionId { get; init; }
}

/// <summary>Who proved themselves, by which methods (RFC 8176), and the condition that this very use was the one.</summary>
internal sealed record PasskeyProof(UserRecord User, string Amr, EventCondition Done);

/// <summary>What became of it.</summary>
internal abstract record PasskeyResult
{
    private PasskeyResult()
    {
    }

    /// <summary>It was taken; tells how many rows each consequence touched.</summary>
    internal sealed record Accepted(int[] Touched) : PasskeyResult;

    /// <summary>It was not: wrong, too late, used, or the account is closed.</summary>
    internal sealed record Refused : PasskeyResult;

    /// <summary>Too many tries.</summary>
    internal sealed record TooMany : PasskeyResult;

    /// <summary>In words for the person.</summary>
    public string Explain() => this is TooMany ? PasskeyTexts.TooMany : PasskeyTexts.Refused;
}
