using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Data;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.Care;

/// <summary>
/// The writes on the row of an account. Each gives it a new stamp, on which hangs whatever follows from it in the same transaction; what
/// the owner is told hangs on the concurrency stamp, which is new only where something is.
/// </summary>
internal static class AccountStatements
{
    private const string ButNotTheLast = $" AND {LastAdministrator.IsNot}";

    private const string LockText = "UPDATE users SET disabled_at = $3, security_stamp = $2, concurrency_stamp = $2 WHERE id = $1 AND disabled_at IS NULL";

    private const string WithdrawText =
        $"""
        UPDATE users SET password_hash = '{PasswordHashing.Withdrawn}', security_stamp = $2,
            concurrency_stamp = CASE WHEN password_hash <> '{PasswordHashing.Withdrawn}' THEN $2 ELSE concurrency_stamp END
        WHERE id = $1
        """;

    // An account that was locked before stays locked since then.
    private const string LockDownText =
        $"""
        UPDATE users SET disabled_at = coalesce(disabled_at, $3), password_hash = '{PasswordHashing.Withdrawn}', security_stamp = $2,
            concurrency_stamp = CASE WHEN disabled_at IS NULL OR password_hash <> '{PasswordHashing.Withdrawn}' THEN $2 ELSE concurrency_stamp END
        WHERE id = $1
        """;

    private const string UnlockText = "UPDATE users SET disabled_at = NULL, concurrency_stamp = $2 WHERE id = $1 AND disabled_at IS NOT NULL";

    // What another program that knows ASP.NET Core Identity's tables has counted.
    private const string ForgetFailuresText =
        "UPDATE users SET access_failed_count = 0, lockout_end = NULL WHERE id = $1 AND (access_failed_count <> 0 OR lockout_end IS NOT NULL)";

    private const string TakeText = "UPDATE users SET concurrency_stamp = $2 WHERE id = $1 AND coalesce(concurrency_stamp, '') = $3";

    private const string TakeEquippedText =
        "UPDATE users SET concurrency_stamp = $2 WHERE id = $1 AND EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = $1)";

    private const string IfTaken = "EXISTS (SELECT 1 FROM users t WHERE t.id = $1 AND t.concurrency_stamp = $2)";

    private const string MakeRoleText =
        $"INSERT INTO roles (id, name, normalized_name, concurrency_stamp) SELECT $3, $4, $5, $2 WHERE {IfTaken} ON CONFLICT DO NOTHING";

    private const string GrantText =
        $"INSERT INTO user_roles (user_id, role_id) SELECT $1, r.id FROM roles r WHERE r.normalized_name = $3 AND {IfTaken} ON CONFLICT DO NOTHING";

    private const string WithdrawRoleText =
        $"DELETE FROM user_roles WHERE user_id = $1 AND role_id IN (SELECT r.id FROM roles r WHERE r.normalized_name = $3) AND {IfTaken}";

    private const string IfLockedNow = "EXISTS (SELECT 1 FROM users WHERE id = {0} AND security_stamp = {1} AND disabled_at = {2})";

    /// <summary>Closes it.</summary>
    public static SqlStatement Lock(Guid user, string stamp, DateTimeOffset now, bool spareLast) => new(spareLast ? LockText + ButNotTheLast : LockText, user, stamp, now);

    /// <summary>No password fits it any more.</summary>
    public static SqlStatement Withdraw(Guid user, string stamp, bool spareLast) => new(spareLast ? WithdrawText + ButNotTheLast : WithdrawText, user, stamp);

    /// <summary>Both.</summary>
    public static SqlStatement LockDown(Guid user, string stamp, DateTimeOffset now, bool spareLast) => new(spareLast ? LockDownText + ButNotTheLast : LockDownText, user, stamp, now);

    /// <summary>It was closed at this instant, and not before.</summary>
    public static EventCondition LockedNow(Guid user, string stamp, DateTimeOffset now) => new(IfLockedNow, user, stamp, now);

    /// <summary>Opens it, if it is closed.</summary>
    public static SqlStatement Unlock(Guid user, string stamp) => new(UnlockText, user, stamp);

    public static SqlStatement ForgetFailures(Guid user) => new(ForgetFailuresText, user);

    /// <summary>Takes hold of it for a change, if it is still as it was read.</summary>
    public static SqlStatement Take(CareSubject subject, string stamp, bool spareLast) =>
        new(spareLast ? TakeText + ButNotTheLast : TakeText, subject.User.Id, stamp, subject.ConcurrencyStamp);

    /// <summary>Takes hold of it, if it has a second factor.</summary>
    public static SqlStatement TakeEquipped(Guid user, string stamp) => new(TakeEquippedText, user, stamp);

    /// <summary>Makes a role that is not there yet and gives it to whom was taken hold of.</summary>
    public static IEnumerable<SqlStatement> Grant(Guid user, string stamp, string role) =>
    [
        new(MakeRoleText, user, stamp, Guid.CreateVersion7(), role, UserNames.Canonical(role)!),
        new(GrantText, user, stamp, UserNames.Canonical(role)!),
    ];

    /// <summary>Takes a role from whom was taken hold of.</summary>
    public static SqlStatement WithdrawRole(Guid user, string stamp, string role) => new(WithdrawRoleText, user, stamp, UserNames.Canonical(role)!);
}
