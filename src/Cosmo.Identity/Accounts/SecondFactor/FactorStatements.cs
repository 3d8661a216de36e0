using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>The writes on factors and recovery codes. Each use is one conditional write, with a mark on which what follows from it hangs.</summary>
internal static class FactorStatements
{
    private const string AcceptStepText = "UPDATE totp_factors SET last_step = $1, last_used_at = $2, used_by = $3 WHERE id = $4 AND last_step < $1";

    private const string IfAccepted = "EXISTS (SELECT 1 FROM totp_factors WHERE id = {0} AND used_by = {1})";

    private const string UseCodeText = "UPDATE recovery_codes SET used_at = $1, used_by = $2 WHERE user_id = $3 AND hash = $4 AND used_at IS NULL";

    private const string IfCodeUsed = "EXISTS (SELECT 1 FROM recovery_codes WHERE user_id = {0} AND hash = {1} AND used_by = {2})";

    private const string AddHead =
        """
        INSERT INTO totp_factors (id, user_id, secret, created_at, last_step, last_used_at)
        SELECT $1, u.id, $2, $3, $4, $3 FROM users u
        WHERE u.id = $5 AND coalesce(u.security_stamp, '') = $6 AND u.disabled_at IS NULL
        """;

    private const string AddTail = " ON CONFLICT (user_id) DO NOTHING";

    private const string AddText = AddHead + AddTail;

    private const string AddInSessionText =
        AddHead + " AND EXISTS (SELECT 1 FROM user_sessions s WHERE s.id = $7 AND s.cookie_hash = $8 AND s.ended_at IS NULL)" + AddTail;

    private const string IfAdded = "EXISTS (SELECT 1 FROM totp_factors WHERE id = {0})";

    private const string MarkText =
        """
        UPDATE totp_factors SET used_by = $1 WHERE user_id = $2
            AND EXISTS (SELECT 1 FROM user_sessions s WHERE s.id = $3 AND s.cookie_hash = $4 AND s.ended_at IS NULL)
        """;

    private const string IfMarked = "EXISTS (SELECT 1 FROM totp_factors WHERE user_id = {0} AND used_by = {1})";

    private const string RemoveText = "DELETE FROM totp_factors WHERE user_id = $1";

    private const string RemoveCodesText = "DELETE FROM recovery_codes WHERE user_id = $1";

    private const string AddCodeText = "INSERT INTO recovery_codes (id, user_id, hash, created_at) SELECT $1, u.id, $2, $3 FROM users u WHERE u.id = $4";

    /// <summary>Accepts the code of a step, once, and none of an earlier step after it.</summary>
    public static SqlStatement AcceptStep(Guid factor, long step, string mark, DateTimeOffset now) => new(AcceptStepText, step, now, mark, factor);

    /// <summary>It was accepted by the use with this mark.</summary>
    public static EventCondition Accepted(Guid factor, string mark) => new(IfAccepted, factor, mark);

    /// <summary>Uses up a recovery code.</summary>
    public static SqlStatement UseCode(Guid user, string hash, string mark, DateTimeOffset now) => new(UseCodeText, now, mark, user, hash);

    /// <summary>It was used up by the use with this mark.</summary>
    public static EventCondition CodeUsed(Guid user, string hash, string mark) => new(IfCodeUsed, user, hash, mark);

    /// <summary>Gives a factor to a person who has none and whose credentials are as they were; in a session, only while its cookie is the one that asks.</summary>
    public static SqlStatement Add(Guid id, string secret, long step, UserRecord user, Sessions.BrowserSession? session, DateTimeOffset now) => session is null
        ? new SqlStatement(AddText, id, secret, now, step, user.Id, user.SecurityStamp)
        : new SqlStatement(AddInSessionText, id, secret, now, step, user.Id, user.SecurityStamp, session.Id, session.CookieHash);

    /// <summary>It was added in this transaction.</summary>
    public static EventCondition Added(Guid id) => new(IfAdded, id);

    /// <summary>Takes hold of the person's factor for a change from this session; whoever else changes it waits.</summary>
    public static SqlStatement Mark(Sessions.BrowserSession session, string mark) => new(MarkText, mark, session.UserId, session.Id, session.CookieHash);

    /// <summary>Hold was taken by the change with this mark.</summary>
    public static EventCondition Marked(Guid user, string mark) => new(IfMarked, user, mark);

    /// <summary>Remembered devices go with it.</summary>
    public static SqlStatement Remove(Guid user) => new(RemoveText, user);

    public static SqlStatement RemoveCodes(Guid user) => new(RemoveCodesText, user);

    public static SqlStatement AddCode(Guid user, string hash, DateTimeOffset now) => new(AddCodeText, Guid.CreateVersion7(now), hash, now, user);
}
