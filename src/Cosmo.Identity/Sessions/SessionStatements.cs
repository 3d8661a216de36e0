using Cosmo.Identity.Data;

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

    private const string KeepThroughText = "UPDATE user_sessions SET security_stamp = $1, cookie_hash = $2 WHERE id = $3 AND user_id = $4";

    private const string EndThoseOfClientText =
        "UPDATE user_sessions SET ended_at = $1, end_reason = $2 WHERE user_id = $3 AND client_id = $4 AND ended_at IS NULL";

    public static SqlStatement Insert(UserSession session) => new(
        InsertText, session.Id, session.UserId, session.AuthenticatedAt, session.CreatedAt, session.LastSeenAt, session.ExpiresAt, session.Amr,
        session.ClientId, session.IpAddress, session.Browser, session.OperatingSystem, session.DeviceKind, session.CookieHash,
        session.ConfirmedAt, session.ConfirmedBy, session.SecurityStamp);

    public static SqlStatement Touch(Guid session, DateTimeOffset now) => new(TouchText, now, session);

    /// <summary>Ends one session with its families. The families are revoked too, though the session alone decides: either row is enough.</summary>
    public static IReadOnlyList<SqlStatement> End(Guid session, Guid user, string reason, DateTimeOffset now) =>
        [new(EndText, now, reason, session, user), new(EndFamiliesText, Guid.CreateVersion7().ToString("N"), session, user.ToString())];

    /// <summary>Ends all sessions and families of a person, but for <paramref name="except"/>.</summary>
    public static IReadOnlyList<SqlStatement> EndAll(Guid user, Guid? except, string reason, DateTimeOffset now) =>
    [
        new(EndAllText, now, reason, user, except ?? Guid.Empty),
        new(EndAllFamiliesText, Guid.CreateVersion7().ToString("N"), user.ToString(), except ?? Guid.Empty),
    ];

    /// <summary>A session in which a person changed their credentials lives on under their new stamp and another cookie.</summary>
    public static SqlStatement KeepThrough(Guid session, Guid user, string stamp, string cookieHash) =>
        new(KeepThroughText, stamp, cookieHash, session, user);

    /// <summary>Ends the sessions of a person that a client's grants began; no browser is in them.</summary>
    public static SqlStatement EndThoseOfClient(Guid user, string clientId, string reason, DateTimeOffset now) =>
        new(EndThoseOfClientText, now, reason, user, clientId);
}
