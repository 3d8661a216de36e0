using Cosmo.Identity.Accounts.ApiKeys;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.ResetPassword;

/// <summary>
/// Sets a new password for whoever has a mailed link. The link is used up, the password is set, whoever was signed in is signed out, locks
/// end and the owner is told: in one transaction, or nothing of it.
/// </summary>
internal sealed class PasswordReset(
    Database database, Outbox outbox, ChosenPassword chosen, PasswordHashing hashing, IssuedApiKeys keys, TimeProvider clock)
{
    private const string SetText =
        """
        UPDATE users AS u SET password_hash = $1, security_stamp = $2, concurrency_stamp = $2, access_failed_count = 0, lockout_end = NULL
        WHERE u.id = $3
        """;

    /// <summary>Whose the link is; null unless it is good. Looking uses nothing up: mail programs follow links, too.</summary>
    public async ValueTask<UserRecord?> FindAsync(string? token, CancellationToken cancellationToken) =>
        OneTimeSecret.TryHash(TokenPurposes.PasswordReset, token) is { } hash
            ? await database.ReadFirstAsync(OneTimeTokenStatements.FindUser(TokenPurposes.PasswordReset, hash, clock.GetUtcNow()), UserRecord.Read, cancellationToken)
            : null;

    /// <exception cref="HashingBusyException">Too many passwords wait to be hashed; the link still works.</exception>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<PasswordResetResult> SetAsync(HttpContext http, string? token, string? password, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { } user)
        {
            return new PasswordResetResult.BadLink();
        }

        if (await chosen.FaultOfAsync(password, user, cancellationToken) is { } fault)
        {
            return new PasswordResetResult.Unfit(user, fault);
        }

        var hash = await hashing.HashAsync(password!, cancellationToken);
        return await SetHashAsync(http, OneTimeSecret.TryHash(TokenPurposes.PasswordReset, token)!, user, hash)
            ? new PasswordResetResult.Done()
            : new PasswordResetResult.BadLink();
    }

    private async Task<bool> SetHashAsync(HttpContext http, string tokenHash, UserRecord user, string passwordHash)
    {
        var now = clock.GetUtcNow();
        var (mark, stamp) = (Guid.CreateVersion7().ToString("N"), SecurityStamps.New());
        var used = OneTimeTokenStatements.Used(tokenHash, mark);
        var set = SecurityStamps.Is(user.Id, stamp);
        var notMe = new NotMeLink(user, now);
        // Whoever had the old password may have made keys for themselves.
        var (endKeys, keysEnded) = keys.EndAll(user.Id, session: null, http);
        // Counters before the user, as a sign-in takes them. Known devices stay known: strangers' tries must not count for the owner.
        SqlStatement[] statements =
        [
            OneTimeTokenStatements.Use(TokenPurposes.PasswordReset, tokenHash, mark, now),
            CounterStatements.ForgetAccount(user.Id).OnlyIf(used),
            CounterStatements.ForgetDevices(user.Id).OnlyIf(used),
            new SqlStatement(SetText, passwordHash, stamp, user.Id).OnlyIf(OneTimeTokenStatements.UsedUnchanged(tokenHash, mark)),
            .. SessionStatements.EndAll(user.Id, null, EndReasons.PasswordReset, now).Select(statement => statement.OnlyIf(set)),
            notMe.Issue(set),
            endKeys.OnlyIf(set),
        ];
        var touched = await outbox.ExecuteAsync(
            statements,
            [Reset(http, user, set), SessionEvents.AllEndedBy(user.Id, null, EndReasons.PasswordReset, set, http), keysEnded],
            [PasswordMails.Reset(user, notMe, http, now)],
            CancellationToken.None);
        return touched[3] == 1;
    }

    private static SecurityEvent Reset(HttpContext http, UserRecord user, EventCondition set)
    {
        var fact = SecurityEvent.Of(SecurityEventType.PasswordReset, http);
        fact.SubjectId = user.Id;
        fact.Condition = set;
        return fact;
    }
}

/// <summary>What became of a new password.</summary>
internal abstract record PasswordResetResult
{
    private PasswordResetResult()
    {
    }

    /// <summary>It is the account's.</summary>
    internal sealed record Done : PasswordResetResult;

    /// <summary>The link is used, too old, replaced by a newer one, or was never one; on purpose it does not say which.</summary>
    internal sealed record BadLink : PasswordResetResult;

    /// <summary>This password will not do; the link still works.</summary>
    internal sealed record Unfit(UserRecord User, string Fault) : PasswordResetResult;
}
