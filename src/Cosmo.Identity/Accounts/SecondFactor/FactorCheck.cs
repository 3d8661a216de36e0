using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>
/// The one place that checks a code, for the sign-in, the step-up and the grant alike. A right one is used up in the transaction of what
/// follows from it; a wrong one is counted and recorded before it is told.
/// </summary>
internal sealed class FactorCheck(
    Database database, Outbox outbox, SecurityEventRecorder recorder, FactorLocks locks, FactorSecrets secrets, KnownDevices devices, RequestLimits limits,
    RateLimitPolicies policies, TimeProvider clock)
{
    /// <param name="attempt">Who gives which code, by which door.</param>
    /// <param name="follow">What a right one brings, as it hangs on the condition that this very use was the one.</param>
    /// <param name="cancellationToken">Gives up before the code is looked at.</param>
    /// <exception cref="Passwords.HashingBusyException">Too many codes for this account are being checked; this one was not.</exception>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened; the code is as good as before.</exception>
    public async Task<FactorResult> CheckAsync(FactorAttempt attempt, Func<EventCondition, FactorConsequences> follow, CancellationToken cancellationToken)
    {
        if (!await limits.TakeAsync(attempt.Http, policies.LoginByAddress.For(RequestOrigin.Of(attempt.Http).LimitKey)))
        {
            return new FactorResult.TooMany();
        }

        using var admission = await locks.AdmitAsync(attempt.User.Id, cancellationToken);
        if (admission is not Admission.Admitted admitted)
        {
            await recorder.RecordAsync(attempt.Describe(SecurityEventType.LockedFactorRefused), CancellationToken.None);
            return new FactorResult.Locked();
        }

        // From here on nobody's hanging up may keep the outcome from being counted.
        if (await FindAsync(attempt) is { } use && await UseAsync(attempt, use, follow(use.Done)) is { } touched)
        {
            return new FactorResult.Accepted(touched);
        }

        await FailAsync(attempt, admitted);
        return new FactorResult.Wrong();
    }

    /// <summary>The write that uses the code up; null where the code is none.</summary>
    private async Task<CodeUse?> FindAsync(FactorAttempt attempt)
    {
        var (user, now, mark) = (attempt.User.Id, clock.GetUtcNow(), Guid.CreateVersion7().ToString("N"));
        if (await database.ReadFirstAsync(FactorRecord.Of(user), FactorRecord.Read, CancellationToken.None) is not { } factor)
        {
            return null;
        }

        if (Totp.CodeIn(attempt.Code) is { } code)
        {
            return Totp.Match(secrets.Open(factor.Secret), code, now, after: factor.LastStep) is { } step
                ? new CodeUse(FactorStatements.AcceptStep(factor.Id, step, mark, now), FactorStatements.Accepted(factor.Id, mark), null)
                : null;
        }

        return RecoveryCodes.TryHash(user, attempt.Code) is { } hash
            ? new CodeUse(FactorStatements.UseCode(user, hash, mark, now), FactorStatements.CodeUsed(user, hash, mark), factor.CodesLeft - 1)
            : null;
    }

    /// <summary>How many rows each consequence touched; null where somebody else has used the code, or the credentials were changed meanwhile.</summary>
    private async Task<int[]?> UseAsync(FactorAttempt attempt, CodeUse use, FactorConsequences consequences)
    {
        var unchanged = use.Statement.OnlyIf(SecurityStamps.Is(attempt.User.Id, attempt.User.SecurityStamp));
        List<SqlStatement> statements =
        [
            .. attempt.Challenge is { } challenge ? (SqlStatement[])[challenge.Use] : [],
            attempt.Challenge is { Used: var used } ? unchanged.OnlyIf(used) : unchanged,
            .. FactorLocks.Success(attempt.User.Id).Select(statement => statement.OnlyIf(use.Done)),
        ];
        var first = statements.Count;
        statements.AddRange(consequences.Statements);
        List<SecurityEvent> facts = [.. consequences.Events];
        List<OutgoingMail> mails = [];
        if (use.CodesLeft is { } left)
        {
            facts.Add(attempt.Describe(SecurityEventType.RecoveryCodeUsed));
            var now = clock.GetUtcNow();
            if (NotMeLink.For(attempt.User, now) is { } notMe)
            {
                statements.Add(notMe.Issue(use.Done));
                mails.Add(FactorMails.RecoveryCodeUsed(attempt.User, notMe, left, attempt.Http, now));
            }
        }

        facts.ForEach(fact => fact.Condition ??= use.Done);
        var touched = await outbox.ExecuteAsync(statements, facts, mails, CancellationToken.None);
        return touched[attempt.Challenge is null ? 0 : 1] == 1 ? touched[first..] : null;
    }

    private async Task FailAsync(FactorAttempt attempt, Admission.Admitted admitted)
    {
        // Whoever mistypes on their own device is no news, unless it happens too often.
        var isKnown = attempt.DeviceHash is { } device && await devices.KnowsAsync(attempt.User.Id, device, CancellationToken.None);
        var now = clock.GetUtcNow();
        var notMe = NotMeLink.For(attempt.User, now);
        SqlStatement[] told = notMe is null
            ? []
            : [notMe.Issue(FactorMails.IsTold(attempt.User.Id, now, onlyIfLocked: isKnown)), outbox.Statement(FactorMails.CodeFailed(attempt.User, notMe, attempt.Http, now))];
        await locks.FailAsync(admitted, attempt.User.Id, attempt.Describe(SecurityEventType.SecondFactorFailed), attempt.Describe, told);
    }

    /// <summary>What uses a code up, how it shows that it did, and how many recovery codes are left where it is one.</summary>
    private sealed record CodeUse(SqlStatement Statement, EventCondition Done, int? CodesLeft);
}

/// <summary>Somebody whose password was right gives a code.</summary>
/// <param name="Http">The request.</param>
/// <param name="Path">By which door it came.</param>
/// <param name="User">As read when the password was right, or since.</param>
/// <param name="Code">Six digits of an app or a recovery code, as typed.</param>
internal sealed record FactorAttempt(HttpContext Http, SignInPath Path, UserRecord User, string? Code)
{
    /// <summary>The client that asked for it.</summary>
    public string? ClientId { get; init; }

    /// <summary>The running session of the browser.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The device that it came from, see <see cref="Lockout.DeviceHash"/>.</summary>
    public string? DeviceHash { get; init; }

    /// <summary>What is used up with the code, first of all.</summary>
    public ChallengeUse? Challenge { get; init; }

    /// <summary>An event of this request, with who asked.</summary>
    public SecurityEvent Describe(SecurityEventType type)
    {
        var fact = SecurityEvent.Of(type, Http);
        fact.SubjectId = User.Id;
        fact.ClientId = ClientId;
        fact.SessionId = SessionId;
        fact.Details = EventDetails.Of(("path", SignInEvents.NameOf(Path)));
        return fact;
    }
}

/// <summary>The write that uses up a challenge, and how it shows that it did.</summary>
internal sealed record ChallengeUse(SqlStatement Use, EventCondition Used);

/// <summary>What a right code brings. Statements bring their condition with them; events and mails without one get it.</summary>
internal sealed record FactorConsequences(IReadOnlyList<SqlStatement> Statements, IReadOnlyList<SecurityEvent> Events);

/// <summary>What came of a code.</summary>
internal abstract record FactorResult
{
    private FactorResult()
    {
    }

    /// <summary>It was right, is used up, and its consequences are written; tells how many rows each of them touched.</summary>
    internal sealed record Accepted(int[] Touched) : FactorResult;

    /// <summary>It was wrong, or used before.</summary>
    internal sealed record Wrong : FactorResult;

    /// <summary>Too many were wrong; this one was not looked at.</summary>
    internal sealed record Locked : FactorResult;

    /// <summary>Too many tries from this address; headers say when to come back.</summary>
    internal sealed record TooMany : FactorResult;
}
