using static Cosmo.Identity.Accounts.PersonalData.PersonalKind;

namespace Cosmo.Identity.Accounts.PersonalData;

/// <summary>The rows about people that this slice, sessions, tokens and mails keep.</summary>
internal static class PersonalTables
{
    public static IReadOnlyList<PersonalTable> All { get; } =
    [
        new(
            "roles",
            "SELECT r.name FROM user_roles m JOIN roles r ON r.id = m.role_id WHERE m.user_id = $1 ORDER BY r.name",
            new PersonalColumn("name")),
        new(
            "sessions",
            """
            SELECT id, created_at, authenticated_at, last_seen_at, expires_at, ended_at, end_reason, amr, client_id, ip_address, browser, operating_system, device_kind
            FROM user_sessions WHERE user_id = $1 ORDER BY created_at
            """,
            new("id", Id), new("created_at", Time), new("authenticated_at", Time), new("last_seen_at", Time), new("expires_at", Time), new("ended_at", Time), new("end_reason"),
            new("authentication_methods"), new("client_id"), new("ip_address"), new("browser"), new("operating_system"), new("device_kind")),
        new(
            "known_devices",
            "SELECT description, network, first_seen_at, last_seen_at FROM known_devices WHERE user_id = $1 ORDER BY first_seen_at",
            new("description"), new("network"), new("first_seen_at", Time), new("last_seen_at", Time)),
        new(
            "known_networks",
            "SELECT network, first_seen_at, last_seen_at FROM known_networks WHERE user_id = $1 ORDER BY first_seen_at",
            new("network"), new("first_seen_at", Time), new("last_seen_at", Time)),
        new(
            "authorizations",
            """
            SELECT a.id, c.client_id, a.type, a.status, a.scopes, a.creation_date, a.expires_at
            FROM authorizations a LEFT JOIN clients c ON c.id = a.application_id WHERE a.subject = $1 ORDER BY a.creation_date
            """,
            new("id", Id), new("client_id"), new("type"), new("status"), new("scopes", Json), new("created_at", Time), new("expires_at", Time)) { BySubject = true },
        new(
            "tokens",
            """
            SELECT t.id, c.client_id, t.type, t.status, t.creation_date, t.expiration_date, t.redemption_date
            FROM tokens t LEFT JOIN clients c ON c.id = t.application_id WHERE t.subject = $1 ORDER BY t.creation_date
            """,
            new("id", Id), new("client_id"), new("type"), new("status"), new("created_at", Time), new("expires_at", Time), new("redeemed_at", Time)) { BySubject = true },
        new(
            "authenticator_apps",
            "SELECT created_at, last_used_at FROM totp_factors WHERE user_id = $1",
            new("created_at", Time), new("last_used_at", Time)),
        new(
            "recovery_codes",
            "SELECT created_at, used_at FROM recovery_codes WHERE user_id = $1 ORDER BY created_at",
            new("created_at", Time), new("used_at", Time)),
        new(
            "remembered_devices",
            "SELECT description, created_at, expires_at FROM remembered_devices WHERE user_id = $1 ORDER BY created_at",
            new("description"), new("created_at", Time), new("expires_at", Time)),
        new(
            "passkeys",
            "SELECT name, created_at, last_used_at FROM passkeys WHERE user_id = $1 ORDER BY created_at",
            new("name"), new("created_at", Time), new("last_used_at", Time)),
        new(
            "api_keys",
            "SELECT name, scopes, created_at, expires_at, last_used_at, ended_at FROM api_keys WHERE user_id = $1 ORDER BY created_at",
            new("name"), new("scopes"), new("created_at", Time), new("expires_at", Time), new("last_used_at", Time), new("ended_at", Time)),
        new(
            "mails",
            "SELECT id, kind, recipient, subject, created_at, sent_at, failed_at FROM mails WHERE subject_id = $1 ORDER BY created_at",
            new("id", Id), new("kind"), new("recipient"), new("subject"), new("created_at", Time), new("sent_at", Time), new("failed_at", Time)),
        new(
            "mailed_links",
            "SELECT purpose, about, created_at, expires_at, used_at FROM one_time_tokens WHERE subject_id = $1 ORDER BY created_at",
            new("purpose"), new("about"), new("created_at", Time), new("expires_at", Time), new("used_at", Time)),
    ];
}
