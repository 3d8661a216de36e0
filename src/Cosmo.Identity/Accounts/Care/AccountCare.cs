using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Accounts.ApiKeys;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;

namespace Cosmo.Identity.Accounts.Care;

/// <summary>
/// What is done to somebody else's account, in the console, the API and the commands alike: each in one transaction with its events and
/// the mail that tells the owner. None of it lets anybody choose or learn a password.
/// </summary>
public sealed class AccountCare
{
    private const int Tries = 3;

    private readonly Database database;
    private readonly Outbox outbox;
    private readonly TimeProvider clock;

    internal AccountCare(Database database, Outbox outbox, TimeProvider clock) => (this.database, this.outbox, this.clock) = (database, outbox, clock);

    /// <summary>Closes an account; its sessions, tokens and API keys end. <see cref="UnlockAsync(AdminAct, Guid, CancellationToken)"/> opens it.</summary>
    public Task<CareResult> LockAsync(AdminAct act, Guid user, CancellationToken cancellationToken) => LockAsync(CareOrder.Of(act), user, cancellationToken);

    /// <summary>Opens an account that was closed, and forgets failed sign-ins and codes.</summary>
    public Task<CareResult> UnlockAsync(AdminAct act, Guid user, CancellationToken cancellationToken) => UnlockAsync(CareOrder.Of(act), user, cancellationToken);

    /// <summary>
    /// No password fits any more; sessions, tokens and API keys end, and a link to choose another password is mailed to the verified address,
    /// where there is one. Another address is told without a link.
    /// </summary>
    public Task<CareResult> RequireResetAsync(AdminAct act, Guid user, CancellationToken cancellationToken) =>
        CloseAsync(CareOrder.Of(act), user, locks: false, withdraws: true, cancellationToken);

    /// <summary>All at once: the account is closed, everything of it ends, and opened again it needs another password.</summary>
    public Task<CareResult> LockDownAsync(AdminAct act, Guid user, CancellationToken cancellationToken) =>
        CloseAsync(CareOrder.Of(act), user, locks: true, withdraws: true, cancellationToken);

    /// <summary>Takes the authenticator app away from whoever has lost it, with its recovery codes and remembered devices (ASVS 6.4.4).</summary>
    public Task<CareResult> RemoveFactorAsync(AdminAct act, Guid user, CancellationToken cancellationToken) => RemoveFactorAsync(CareOrder.Of(act), user, cancellationToken);

    /// <summary>Gives an account these roles and takes all others away. A role that nobody had is made.</summary>
    public async Task<CareResult> ChangeRolesAsync(AdminAct act, Guid user, IReadOnlyCollection<string> roles, CancellationToken cancellationToken)
    {
        if (roles.FirstOrDefault(role => !RoleNames.IsOne(role)) is { } unfit)
        {
            return new CareResult.UnfitRole(SafeText.Cut(unfit, 100)!);
        }

        for (var i = 0; i < Tries; i++)
        {
            if (await TryChangeRolesAsync(CareOrder.Of(act), user, roles, cancellationToken) is { } result)
            {
                return result;
            }
        }

        return new CareResult.Busy();
    }

    internal Task<CareResult> LockAsync(CareOrder order, Guid user, CancellationToken cancellationToken) =>
        CloseAsync(order, user, locks: true, withdraws: false, cancellationToken);

    internal async Task<CareResult> UnlockAsync(CareOrder order, Guid user, CancellationToken cancellationToken)
    {
        if (await FindAsync(user, cancellationToken) is not { } subject)
        {
            return new CareResult.Unknown();
        }

        var stamp = NewStamp();
        var opened = order.Event(SecurityEventType.UserEnabled, user, Changes(("disabled_at", subject.DisabledAt, null)));
        opened.Condition = SecurityStamps.IsWritten(user, stamp);
        await outbox.ExecuteAsync(
            [.. ForgetCounters(user), AccountStatements.Unlock(user, stamp), AccountStatements.ForgetFailures(user)],
            [opened, order.Event(SecurityEventType.AccountUnlocked, user)],
            [],
            CancellationToken.None);
        return new CareResult.Done();
    }

    /// <summary>Forgets failed sign-ins and codes of an account, wherever it was tried and on whichever device.</summary>
    internal Task ForgetFailuresAsync(CareOrder order, Guid user) =>
        outbox.ExecuteAsync([.. ForgetCounters(user)], [order.Event(SecurityEventType.AccountUnlocked, user)], [], CancellationToken.None);

    internal async Task<CareResult> RemoveFactorAsync(CareOrder order, Guid user, CancellationToken cancellationToken)
    {
        if (await FindAsync(user, cancellationToken) is not { } subject)
        {
            return new CareResult.Unknown();
        }

        var now = clock.GetUtcNow();
        var stamp = NewStamp();
        var notMe = subject.DisabledAt is null ? NotMeLink.For(subject.User, now) : null;
        var taken = SecurityStamps.IsWritten(user, stamp);
        var removed = order.Event(SecurityEventType.FactorRemoved, user, ("factor", "totp"));
        removed.Condition = taken;
        var touched = await outbox.ExecuteAsync(
            [
                CounterStatements.Forget(Counter.OfFactor(user)),
                AccountStatements.TakeEquipped(user, stamp),
                FactorStatements.Remove(user).OnlyIf(taken),
                FactorStatements.RemoveCodes(user).OnlyIf(taken),
                .. notMe.IssueIf(taken),
            ],
            [removed],
            subject.HasAddress ? [CareMails.FactorRemoved(subject.User, notMe, now, taken)] : [],
            CancellationToken.None);
        return touched[1] == 1 ? new CareResult.Done() : new CareResult.Unchanged();
    }

    private async Task<CareResult> CloseAsync(CareOrder order, Guid user, bool locks, bool withdraws, CancellationToken cancellationToken)
    {
        if (await FindAsync(user, cancellationToken) is not { } subject)
        {
            return new CareResult.Unknown();
        }

        var now = EventTime.Now(clock);
        var stamp = SecurityStamps.New();
        var done = SecurityStamps.Is(user, stamp);
        // A link would be of no use to whoever may not sign in.
        var mail = withdraws && !locks && subject.MayHaveLink ? new ResetMail(subject.User, now) : null;
        // An administrator who can choose another password by a mailed link is not lost.
        var sparesLast = order.SparesLastAdministrator && mail is null;
        SqlStatement[] before = [.. mail is null ? (SqlStatement[])[] : [mail.Retire], LastAdministrator.Lock(user)];
        var touched = await outbox.ExecuteAsync(
            [
                .. before,
                (locks, withdraws) switch
                {
                    (true, true) => AccountStatements.LockDown(user, stamp, now, sparesLast),
                    (true, false) => AccountStatements.Lock(user, stamp, now, sparesLast),
                    _ => AccountStatements.Withdraw(user, stamp, sparesLast),
                },
                .. SessionStatements.EndAll(user, null, CauseOf(locks), now, stamp).Select(statement => statement.OnlyIf(done)),
                ApiKeyStatements.EndAll(user, now).OnlyIf(done),
                .. mail is null ? (SqlStatement[])[] : [mail.Issue(done)],
            ],
            [.. EventsOfClosing(order, subject, stamp, now, locks, withdraws, mail is not null)],
            mail is not null ? [mail.Compose()] : subject.HasAddress ? [NewsOf(subject, stamp, now, locks, withdraws)] : [],
            CancellationToken.None);
        return touched[before.Length] == 1 ? new CareResult.Done(touched[before.Length + 1], mail is not null)
            : await FindAsync(user, cancellationToken) is not { } after ? new CareResult.Unknown()
            : locks && !withdraws && after.DisabledAt is not null ? new CareResult.Unchanged()
            : new CareResult.LastAdministrator();
    }

    /// <summary>What the owner is told where a link cannot be sent: once, however often it is ordered.</summary>
    private static OutgoingMail NewsOf(CareSubject subject, string stamp, DateTimeOffset now, bool locks, bool withdraws)
    {
        var changed = SecurityStamps.IsWritten(subject.User.Id, stamp);
        return locks || subject.DisabledAt is not null
            ? CareMails.Locked(subject.User, withdraws, now, changed)
            : CareMails.Withdrawn(subject.User, now, changed);
    }

    private static IEnumerable<SecurityEvent> EventsOfClosing(CareOrder order, CareSubject subject, string stamp, DateTimeOffset now, bool locks, bool withdraws, bool isMailed)
    {
        var user = subject.User.Id;
        if (locks)
        {
            var locked = order.Event(SecurityEventType.UserDisabled, user, Changes(("disabled_at", null, now)));
            locked.Condition = AccountStatements.LockedNow(user, stamp, now);
            yield return locked;
        }

        if (withdraws)
        {
            var required = order.Event(SecurityEventType.PasswordResetRequired, user, ("mailed", isMailed));
            required.Condition = SecurityStamps.Is(user, stamp);
            yield return required;
        }

        var sessions = order.AllEnded(user, CauseOf(locks));
        sessions.Condition = SessionStatements.AnyEnded(user, now, stamp);
        yield return sessions;
        var keys = order.Event(SecurityEventType.AllApiKeysEnded, user, ("cause", CauseOf(locks)));
        keys.Condition = ApiKeyStatements.AnyEnded(user, now);
        yield return keys;
    }

    /// <summary>Null: somebody else changed the account meanwhile, and nothing was done.</summary>
    private async Task<CareResult?> TryChangeRolesAsync(CareOrder order, Guid user, IReadOnlyCollection<string> roles, CancellationToken cancellationToken)
    {
        if (await FindAsync(user, cancellationToken) is not { } subject)
        {
            return new CareResult.Unknown();
        }

        var held = (await database.ReadAllAsync(UserRecord.RolesOf(user), UserRecord.ReadRole, cancellationToken)).ToDictionary(role => UserNames.Canonical(role)!, StringComparer.Ordinal);
        var wanted = roles.DistinctBy(UserNames.Canonical, StringComparer.Ordinal).ToDictionary(role => UserNames.Canonical(role)!, StringComparer.Ordinal);
        List<string> given = [.. wanted.Where(role => !held.ContainsKey(role.Key)).Select(role => role.Value)];
        List<string> taken = [.. held.Where(role => !wanted.ContainsKey(role.Key)).Select(role => role.Value)];
        if (given.Count + taken.Count == 0)
        {
            return new CareResult.Unchanged();
        }

        var stamp = NewStamp();
        var sparesLast = order.SparesLastAdministrator && taken.Contains(AdminRole.Name, StringComparer.OrdinalIgnoreCase);
        IEnumerable<string> after = [.. held.Values.Except(taken, StringComparer.Ordinal), .. given];
        var changed = order.Event(
            SecurityEventType.UserChanged, user, Changes(("roles", held.Values.Order(StringComparer.Ordinal), after.Order(StringComparer.Ordinal))));
        changed.Condition = SecurityStamps.IsWritten(user, stamp);
        var touched = await outbox.ExecuteAsync(
            [
                LastAdministrator.Lock(user),
                AccountStatements.Take(subject, stamp, sparesLast),
                .. taken.Select(role => AccountStatements.WithdrawRole(user, stamp, role)),
                .. given.SelectMany(role => AccountStatements.Grant(user, stamp, role)),
            ],
            [changed],
            [],
            CancellationToken.None);
        return touched[1] == 1 ? new CareResult.Done()
            : sparesLast && (await FindAsync(user, cancellationToken))?.ConcurrencyStamp == subject.ConcurrencyStamp ? new CareResult.LastAdministrator()
            : null;
    }

    private ValueTask<CareSubject?> FindAsync(Guid user, CancellationToken cancellationToken) =>
        database.ReadFirstAsync(CareSubject.Of(user), CareSubject.Read, cancellationToken);

    // Counters go before the account, as a sign-in takes them.
    private static SqlStatement[] ForgetCounters(Guid user) =>
        [CounterStatements.ForgetAccount(user), CounterStatements.ForgetDevices(user), CounterStatements.Forget(Counter.OfFactor(user))];

    private static string CauseOf(bool locks) => locks ? EndReasons.AccountDisabled : EndReasons.ResetRequired;

    private static string NewStamp() => Guid.CreateVersion7().ToString();

    private static FieldChanges Changes((string Name, object? Before, object? After) field)
    {
        var changes = new FieldChanges();
        changes.Add(field.Name, field.Before, field.After);
        return changes;
    }
}
