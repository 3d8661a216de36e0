using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Sessions;

/// <summary>The writes on sessions that travel in somebody else's transaction.</summary>
internal static class SessionStatements
{
    /// <summary>Last seen is exact to this much; it is not worth a write per request.</summary>
    public static readonly TimeSpan TouchPeriod = TimeSpan.FromMinutes(1);

    private const string InsertText =
        """
        INSERT INTO user_sessions (id, user_id, authenticated_at, created_at, last_seen_at, expires_at, amr, client_id, ip_address,
                                   browser, operating_system, device_kind, cookie_hash, confirmed_at, confirmed_by, security_stamp)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """;

    // A session of somebody who is there: a condition can follow.
    private const string InsertForUserText =
        """
        INSERT INTO user_sessions (id, user_id, authenticated_at, created_at, last_seen_at, expires_at, amr, client_id, ip_address,
                                   browser, operating_system, device_kind, cookie_hash, confirmed_at, confirmed_by, security_stamp)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 FROM users u WHERE u.id = $2
        """;

    private const string TouchText = "UPDATE user_sessions SET last_seen_at = $1 WHERE id = $2 AND last_seen_at < $1";

    private const string EndText = "UPDATE user_sessions SET ended_at = $1, end_reason = $2 WHERE id = $3 AND user_id = $4 AND ended_at IS NULL";

    private const string EndFamiliesText = "UPDATE authorizations SET status = 'revoked', concurrency_token = $1 WHERE session_id = $2 AND subject = $3 AND status = 'valid'";

    private const string EndAllText =
        "UPDATE user_sessions SET ended_at = $1, end_reason = $2 WHERE user_id = $3 AND ended_at IS NULL AND id <> $4";

    private const string EndAllFamiliesText =
        """
        UPDATE authorizations SET status = 'revoked', concurrency_token = $1
        WHERE subject = $2 AND type = 'ad-hoc' AND status = 'valid' AND (session_id IS NULL OR session_id <> $3)
        """;

    private const string IfAnyEnded =
        """
        (EXISTS (SELECT 1 FROM user_sessions WHERE user_id = {0} AND ended_at = {1})
            OR EXISTS (SELECT 1 FROM authorizations WHERE subject = {2} AND concurrency_token = {3}))
        """;

    private const string RenewText =
        """
        UPDATE user_sessions SET authenticated_at = $1, last_seen_at = $1, confirmed_at = $1, cookie_hash = $2, amr = $3, confirmed_by = $3
        WHERE id = $4 AND ended_at IS NULL
        """;

    // Of two proofs at once one gives the browser its next cookie.
    private const string ConfirmText =
        """
        UPDATE user_sessions SET confirmed_at = $1, last_seen_at = $1, confirmed_by = $2, cookie_hash = $3
        WHERE id = $4 AND cookie_hash = $5 AND ended_at IS NULL
        """;

    private const string RotateText = "UPDATE user_sessions SET cookie_hash = $1 WHERE id = $2 AND cookie_hash = $3 AND ended_at IS NULL";

    private const string StrengthenText =
        "UPDATE user_sessions SET security_stamp = $1, cookie_hash = $2, confirmed_at = $3, confirmed_by = $4 WHERE id = $5 AND user_id = $6";

    private const string IfHasCookie = "EXISTS (SELECT 1 FROM user_sessions WHERE id = {0} AND cookie_hash = {1})";

    private const string KeepThroughText = "UPDATE user_sessions SET security_stamp = $1, cookie_hash = $2 WHERE id = $3 AND user_id = $4";

    private const string EndThoseOfClientText =
        "UPDATE user_sessions SET ended_at = $1, end_reason = $2 WHERE user_id = $3 AND client_id = $4 AND ended_at IS NULL";

    public static SqlStatement Insert(UserSession session) => Insert(InsertText, session);

    /// <summary>The same in a form to which a condition can be added.</summary>
    public static SqlStatement InsertForUser(UserSession session) => Insert(InsertForUserText, session);

    /// <summary>The person of a session signed in once more: it goes on, under a new cookie.</summary>
    public static SqlStatement Renew(Guid session, string cookieHash, string amr, DateTimeOffset now) => new(RenewText, now, cookieHash, amr, session);

    /// <summary>The person of a session proved once more who they are: it is kept with it, under a new cookie; the sign-in stays what it was.</summary>
    public static SqlStatement Confirm(BrowserSession session, string cookieHash, string amr, DateTimeOffset now) =>
        new(ConfirmText, now, amr, cookieHash, session.Id, session.CookieHash);

    private static SqlStatement Insert(string text, UserSession session) => new(
        text, session.Id, session.UserId, session.AuthenticatedAt, session.CreatedAt, session.LastSeenAt, session.ExpiresAt, session.Amr,
        session.ClientId, session.IpAddress, session.Browser, session.OperatingSystem, session.DeviceKind, session.CookieHash,
        session.ConfirmedAt, session.ConfirmedBy, session.SecurityStamp);

    public static SqlStatement Touch(Guid session, DateTimeOffset now) => new(TouchText, now, session);

    /// <summary>Ends one session with its families. The families are revoked too, though the session alone decides: either row is enough.</summary>
    public static IReadOnlyList<SqlStatement> End(Guid session, Guid user, string reason, DateTimeOffset now) =>
        [new(EndText, now, reason, session, user), new(EndFamiliesText, Guid.CreateVersion7().ToString("N"), session, user.ToString())];

    /// <summary>Ends all sessions and families of a person, but for <paramref name="except"/>.</summary>
    public static IReadOnlyList<SqlStatement> EndAll(Guid user, Guid? except, string reason, DateTimeOffset now) =>
        EndAll(user, except, reason, now, Guid.CreateVersion7().ToString("N"));

    /// <summary>The same with a mark, by which <see cref="AnyEnded"/> finds what this ended.</summary>
    public static IReadOnlyList<SqlStatement> EndAll(Guid user, Guid? except, string reason, DateTimeOffset now, string mark) =>
    [
        new(EndAllText, now, reason, user, except ?? Guid.Empty),
        new(EndAllFamiliesText, mark, user.ToString(), except ?? Guid.Empty),
    ];

    /// <summary>There was a session or a family to end, in the transaction with this instant and mark.</summary>
    public static EventCondition AnyEnded(Guid user, DateTimeOffset endedAt, string mark) => new(IfAnyEnded, user, endedAt, user.ToString(), mark);

    /// <summary>A session in which a person changed their credentials lives on under their new stamp and another cookie.</summary>
    public static SqlStatement KeepThrough(Guid session, Guid user, string stamp, string cookieHash) =>
        new(KeepThroughText, stamp, cookieHash, session, user);

    /// <summary>A session goes on under another cookie, if it still has the one that the request came with.</summary>
    public static SqlStatement Rotate(BrowserSession session, string cookieHash) => new(RotateText, cookieHash, session.Id, session.CookieHash);

    /// <summary>The session has this cookie. Of a new one that holds only where it was given, so what follows belongs to it.</summary>
    public static EventCondition HasCookie(Guid session, string cookieHash) => new(IfHasCookie, session, cookieHash);

    /// <summary>A session in which a person got a further factor and proved it goes on under their stamp and another cookie.</summary>
    public static SqlStatement Strengthen(BrowserSession session, string stamp, string cookieHash, string amr, DateTimeOffset now) =>
        new(StrengthenText, stamp, cookieHash, now, amr, session.Id, session.UserId);

    /// <summary>Ends the sessions of a person that a client's grants began; no browser is in them.</summary>
    public static SqlStatement EndThoseOfClient(Guid user, string clientId, string reason, DateTimeOffset now) =>
        new(EndThoseOfClientText, now, reason, user, clientId);
}
