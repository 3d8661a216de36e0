using System.Data.Common;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts.Administrators;

/// <summary>What decides whether somebody comes into the admin area: roles, and how the session was begun and confirmed.</summary>
internal sealed record AdministratorRecord(string UserName, bool MayLook, bool MayAct, bool SessionLives, string Amr, string ConfirmedBy, bool HasFactor)
{
    // A session that a grant began has no cookie; it lives as long as nobody ends it, and its tokens have an end of their own.
    private const string Select =
        $"""
         SELECT u.user_name, {AdminRole.OpensArea}, {AdminRole.IsHeld}, s.id IS NOT NULL, coalesce(s.amr, ''), coalesce(s.confirmed_by, ''),
                EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = u.id) OR EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.id)
         FROM users u LEFT JOIN user_sessions s ON s.id = $2 AND s.user_id = u.id AND s.ended_at IS NULL
             AND (s.cookie_hash IS NULL OR s.expires_at > $3) AND (s.security_stamp IS NULL OR s.security_stamp = coalesce(u.security_stamp, ''))
         WHERE u.id = $1 AND u.disabled_at IS NULL
         """;

    /// <summary>Of a user, with a session where they are in one.</summary>
    public static SqlStatement Of(Guid user, Guid? session, DateTimeOffset now) => new(Select, user, session, now);

    public static AdministratorRecord Read(DbDataReader row) => new(
        row.GetString(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3), row.GetString(4), row.GetString(5), row.GetBoolean(6));

    /// <summary>Whether a second factor was given, at the sign-in or since.</summary>
    public bool GaveSecondFactor => Gave(Amr) || Gave(ConfirmedBy);

    private static bool Gave(string methods) => methods.Split(' ').Contains(Sessions.AuthenticationMethods.Multiple, StringComparer.Ordinal);
}
