using System.Diagnostics;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts;

/// <summary>
/// The one place that checks a password, for the page and for the grant alike. Places in the counters are taken before anything is
/// hashed, the outcome is recorded before it is told, and every refusal is the same in words and in time.
/// </summary>
internal sealed class PasswordSignIn(
    Database database, PasswordHashing hashing, SignInLocks locks, KnownDevices devices, AnswerTime time, Outbox outbox, EventKey key, ExemptNetworks exempt,
    SignInLimits limits, ObservedSignIns observed, SecondFactors factors)
{
    private const string Rehash = "UPDATE users SET password_hash = $1 WHERE id = $2 AND password_hash = $3";

    /// <exception cref="HashingBusyException">Too many passwords wait to be checked; this one was not.</exception>
    /// <exception cref="DatabaseUnavailableException">The outcome could not be recorded; a password that was checked counts as wrong.</exception>
    public async Task<PasswordSignInResult> CheckAsync(SignInAttempt attempt, CancellationToken cancellationToken)
    {
        var account = new TriedAccount(attempt, database, devices);
        if (await limits.TakeAsync(attempt, account, cancellationToken) is not { } share)
        {
            Observe(attempt, account, ObservedOutcome.Refused);
            return new PasswordSignInResult.TooMany();
        }

        var result = await CheckCountedAsync(attempt, account, cancellationToken);
        if (result is PasswordSignInResult.Refused)
        {
            await limits.FailAsync(attempt, share);
        }

        return result;
    }

    private async Task<PasswordSignInResult> CheckCountedAsync(SignInAttempt attempt, TriedAccount account, CancellationToken cancellationToken)
    {
        var user = await account.UserAsync(cancellationToken);
        var events = new SignInEvents(key, attempt, account.Name, user);
        var onKnownDevice = await account.IsOnKnownDeviceAsync(cancellationToken);
        var counters = CountersOf(attempt, account.Name, user, onKnownDevice);
        if (!onKnownDevice && FrontDoorPassage.Of(attempt.Http) is not null)
        {
            // The device that let it in from a blocked address belongs to somebody else's account.
            var refusedAt = Stopwatch.GetTimestamp();
            await RefuseLockedAsync(attempt, account, events.Locked(CounterKind.Address));
            await time.WaitAsync(refusedAt);
            return new PasswordSignInResult.Refused();
        }

        using var admission = await locks.AdmitAsync(counters, cancellationToken);
        var start = Stopwatch.GetTimestamp();
        if (admission is not Admission.Admitted admitted)
        {
            admission.Dispose();
            await RefuseLockedAsync(attempt, account, events.Locked(((Admission.Locked)admission).By.Kind));
        }
        else
        {
            // From here on nobody's hanging up may keep the outcome from being counted.
            var verification = await VerifyAsync(admitted, user?.PasswordHash, attempt.Password ?? "");
            if (user is { IsDisabled: false } && verification != PasswordVerification.Failed)
            {
                var need = await factors.NeedOfAsync(attempt, user, CancellationToken.None);
                await SucceedAsync(attempt, admitted, events, user, verification, need);
                if (need == FactorNeed.None)
                {
                    // Half of a sign-in speaks for nobody: thieves of passwords get as far.
                    Observe(attempt, account, ObservedOutcome.Succeeded, onKnownDevice);
                }

                return need switch
                {
                    FactorNeed.Code => new PasswordSignInResult.FactorMissing(user),
                    FactorNeed.SetUp => new PasswordSignInResult.SetUpMissing(user),
                    _ => new PasswordSignInResult.Succeeded(user),
                };
            }

            Observe(attempt, account, ObservedOutcome.Failed, onKnownDevice);
            await locks.FailAsync(admitted, user?.Id, [events.Failed()], events.Describe);
            admission.Dispose();
            time.Note(Stopwatch.GetElapsedTime(start), PasswordHashing.OldKind(user?.PasswordHash));
        }

        await time.WaitAsync(start);
        return new PasswordSignInResult.Refused();
    }

    /// <summary>A device that the account knows has a counter of its own, which no stranger reaches; everybody else counts for account and address.</summary>
    private IReadOnlyList<Counter> CountersOf(SignInAttempt attempt, string? name, UserRecord? user, bool onKnownDevice)
    {
        if (onKnownDevice)
        {
            return [Counter.OfDevice(user!.Id, attempt.DeviceHash!)];
        }

        var account = user is not null ? Counter.OfAccount(user.Id) : Counter.OfUnknownName(key, name ?? attempt.UserName ?? "");
        var origin = RequestOrigin.Of(attempt.Http);
        // The address first, in every transaction: two nodes that lock rows in different orders would wait for each other.
        return exempt.Contains(origin.Address) ? [account] : [Counter.OfAddress(origin.LimitKey), account];
    }

    /// <summary>For those who watch: the refused tries, too, since a spray goes on whatever is answered.</summary>
    private void Observe(SignInAttempt attempt, TriedAccount account, ObservedOutcome outcome, bool onKnownDevice = false)
    {
        if (account.Name is { } name)
        {
            observed.Note(RequestOrigin.Of(attempt.Http), name, attempt.Password, outcome, onKnownDevice);
        }
    }

    private async Task RefuseLockedAsync(SignInAttempt attempt, TriedAccount account, SecurityEvent refused)
    {
        Observe(attempt, account, ObservedOutcome.Refused);
        // What would be answered 503 if it were not locked is so here, too.
        if (hashing.IsBusy)
        {
            throw new HashingBusyException();
        }

        await outbox.ExecuteAsync([], [refused], [], CancellationToken.None);
    }

    private async Task<PasswordVerification> VerifyAsync(Admission.Admitted admitted, string? hash, string password)
    {
        try
        {
            return await hashing.VerifyAsync(hash, password, CancellationToken.None);
        }
        catch (HashingBusyException)
        {
            await locks.GiveBackAsync(admitted.Counters);
            throw;
        }
    }

    private async Task SucceedAsync(
        SignInAttempt attempt, Admission.Admitted admitted, SignInEvents events, UserRecord user, PasswordVerification verification, FactorNeed need)
    {
        var now = locks.Now;
        // A device becomes known by a whole sign-in only: a thief of the password alone must not get a counter of their own.
        var seen = need == FactorNeed.None
            ? await devices.SeeAsync(user.Id, attempt.DeviceHash, RequestOrigin.Of(attempt.Http), now, events.Describe)
            : new Remembering([], []);
        List<SqlStatement> statements = [.. locks.Success(admitted), .. seen.Statements];
        List<SecurityEvent> facts = [need == FactorNeed.None ? events.SignedIn() : events.PasswordAccepted(), .. seen.Events];
        if (verification == PasswordVerification.SuccessRehashNeeded && await TryHashAsync(attempt.Password!) is { } hash)
        {
            statements.Add(new SqlStatement(Rehash, hash, user.Id, user.PasswordHash));
            facts.Add(events.HashUpgraded(hash));
        }

        List<OutgoingMail> mails = [];
        if (NewSignIn.Of(user, seen, attempt.DeviceHash, attempt.Http, now) is { } news)
        {
            statements.Add(news.Token);
            mails.Add(news.Mail);
        }

        await outbox.ExecuteAsync(statements, facts, mails, CancellationToken.None);
    }

    /// <summary>Null while too many wait: the next sign-in will do it.</summary>
    private async Task<string?> TryHashAsync(string password)
    {
        try
        {
            return await hashing.HashAsync(password, CancellationToken.None);
        }
        catch (HashingBusyException)
        {
            return null;
        }
    }
}
