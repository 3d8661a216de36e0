using System.Data.Common;
using Cosmo.Identity.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cosmo.Identity.Sessions;

/// <summary>The live session behind a browser's cookie, and the person it belongs to.</summary>
internal sealed record BrowserSession(
    Guid Id,
    Guid UserId,
    string UserName,
    DateTimeOffset AuthenticatedAt,
    DateTimeOffset LastSeenAt,
    string Amr,
    string CookieHash,
    DateTimeOffset? ConfirmedAt,
    string? ConfirmedBy)
{
    /// <summary>Whether the person has a second factor, which their proofs are then made by.</summary>
    public bool HasFactor { get; init; }

    /// <summary>Whether the person has a passkey, which their proofs may be made by.</summary>
    public bool HasPasskey { get; init; }

    // With the old password somebody may begin a session in the very moment in which the password is changed and all sessions end:
    // the stamp that it began with is no longer the person's.
    private const string Select =
        """
        SELECT s.id, s.user_id, u.user_name, s.authenticated_at, s.last_seen_at, s.amr, s.cookie_hash, s.confirmed_at, s.confirmed_by,
               EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = s.user_id), EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = s.user_id)
        FROM user_sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND s.cookie_hash IS NOT NULL AND u.disabled_at IS NULL
            AND (s.security_stamp IS NULL OR s.security_stamp = coalesce(u.security_stamp, ''))
        """;

    /// <summary>Of a request that was let in by one.</summary>
    public static BrowserSession Of(HttpContext context) => context.Features.GetRequiredFeature<BrowserSession>();

    public static SqlStatement Live(Guid id, DateTimeOffset now) => new(Select, id, now);

    public static BrowserSession Read(DbDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.Instant(3)!.Value, row.Instant(4)!.Value, row.GetString(5), row.GetString(6),
        row.Instant(7), row.Text(8))
    {
        HasFactor = row.GetBoolean(9),
        HasPasskey = row.GetBoolean(10),
    };
}
