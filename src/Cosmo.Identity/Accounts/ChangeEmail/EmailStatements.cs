using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Data;
using Cosmo.Identity.Passwords;

namespace Cosmo.Identity.Accounts.ChangeEmail;

/// <summary>The writes that give an account another address. Where the address is the user name as well, that goes with it.</summary>
internal static class EmailStatements
{
    private const string NewNames =
        """
        normalized_user_name = CASE WHEN normalized_user_name = normalized_email THEN $2 ELSE normalized_user_name END,
            user_name = CASE WHEN normalized_user_name = normalized_email THEN $1 ELSE user_name END,
            email = $1, normalized_email = $2, email_confirmed = TRUE
        """;

    private const string ChangeText =
        $"""
        UPDATE users AS u SET {NewNames}, concurrency_stamp = $3, updated_at = $4
        WHERE u.id = $5
        """;

    // Without a password nobody gets in by one; the owner, who reads this mailbox, chooses another.
    private const string RestoreText =
        $"""
        UPDATE users AS u SET {NewNames}, concurrency_stamp = $3, security_stamp = $3, updated_at = $4, password_hash = $6
        WHERE u.id = $5 AND u.disabled_at IS NULL
        """;

    private const string FindText = "SELECT t.id, t.subject_id, t.about, t.email FROM one_time_tokens t WHERE t.purpose = $1 AND t.hash = $2 AND t.used_at IS NULL AND t.expires_at > $3";

    private const string UseUndoText = "UPDATE one_time_tokens SET used_at = $3, used_by = $4 WHERE purpose = $1 AND hash = $2 AND used_at IS NULL AND expires_at > $3";

    // The account may have moved on since, by whoever holds it: neither its stamp nor its address of now is asked for.
    private const string IssueUndoText =
        """
        INSERT INTO one_time_tokens (id, purpose, subject_id, about, hash, created_at, expires_at, email)
        SELECT $1, $2, u.id, $3, $4, $5, $6, $7 FROM users u WHERE u.id = $8 AND u.concurrency_stamp = $9
        ON CONFLICT (subject_id, purpose, about) DO UPDATE SET id = excluded.id, hash = excluded.hash, created_at = excluded.created_at,
            expires_at = excluded.expires_at, used_at = NULL, used_by = NULL, email = excluded.email
        """;

    // What was changed later is undone with it; what was changed before may still be undone.
    private const string ForgetLaterText =
        """
        DELETE FROM one_time_tokens WHERE subject_id = $1 AND purpose = $2 AND hash <> $3
            AND id > (SELECT used.id FROM one_time_tokens used WHERE used.hash = $3 AND used.used_by = $4)
        """;

    /// <param name="user">Whose.</param>
    /// <param name="email">The address as it is stored.</param>
    /// <param name="canonical">As it is looked up.</param>
    /// <param name="stamp">A new concurrency stamp, which tells what follows that this was done.</param>
    /// <param name="now">The instant.</param>
    public static SqlStatement Change(Guid user, string email, string canonical, string stamp, DateTimeOffset now) => new(ChangeText, email, canonical, stamp, now, user);

    /// <summary>The same, and nobody is let in by what they know until a new password is chosen.</summary>
    /// <inheritdoc cref="Change"/>
    public static SqlStatement Restore(Guid user, string email, string canonical, string stamp, DateTimeOffset now) => new(RestoreText, email, canonical, stamp, now, user, PasswordHashing.Withdrawn);

    public static SqlStatement Find(string purpose, string hash, DateTimeOffset now) => new(FindText, purpose, hash, now);

    public static SqlStatement UseUndo(string hash, string mark, DateTimeOffset now) => new(UseUndoText, TokenPurposes.EmailUndo, hash, now, mark);

    public static SqlStatement IssueUndo(Guid id, UserRecord before, string stamp, OneTimeSecret secret, DateTimeOffset now, TimeSpan lifetime) => new(
        IssueUndoText, id, TokenPurposes.EmailUndo, UserNames.Canonical(before.Email)!, secret.Hash, now, now + lifetime, before.Email, before.Id, stamp);

    public static SqlStatement ForgetLater(Guid user, string hash, string mark) => new(ForgetLaterText, user, TokenPurposes.EmailUndo, hash, mark);
}
