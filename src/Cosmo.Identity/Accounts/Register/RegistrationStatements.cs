using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.Register;

/// <summary>The writes on pending registrations, and the account that one of them becomes.</summary>
internal static class RegistrationStatements
{
    private const string InsertText =
        """
        INSERT INTO registrations (id, email, normalized_email, name, password_hash, roles, token_hash, browser_hash, created_at, expires_at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 WHERE 1 = 1
        """;

    private const string RenewText = "UPDATE registrations SET token_hash = $1, created_at = $2, expires_at = $3 WHERE id = $4 AND used_by IS NULL AND expires_at > $2";

    private const string UseText = "UPDATE registrations SET used_by = $1 WHERE token_hash = $2 AND used_by IS NULL AND expires_at > $3";

    // On PostgreSQL another node may have made the same user in this moment.
    private const string MakeUserText =
        """
        INSERT INTO users (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash, security_stamp, concurrency_stamp,
                           phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, created_at, updated_at, profile)
        SELECT $1, $2, $3, $2, $3, TRUE, $4, $5, $5, FALSE, FALSE, FALSE, 0, $6, $6, $7
        WHERE EXISTS (SELECT 1 FROM registrations WHERE token_hash = $8 AND used_by = $9)
        """;

    private const string GiveRoleText =
        """
        INSERT INTO user_roles (user_id, role_id)
        SELECT u.id, r.id FROM users u, roles r WHERE u.id = $1 AND u.security_stamp = $2 AND r.normalized_name = $3
        """;

    private const string ForgetText = "DELETE FROM registrations WHERE normalized_email = $1 AND EXISTS (SELECT 1 FROM registrations used WHERE used.token_hash = $2 AND used.used_by = $3)";

    private const string ForgetInvitationsText = "DELETE FROM registrations WHERE normalized_email = $1 AND password_hash IS NULL";

    private const string IfInserted = "EXISTS (SELECT 1 FROM registrations WHERE id = {0} AND token_hash = {1})";

    private const string IfNotInserted = "NOT " + IfInserted;

    public static SqlStatement Insert(
        Guid id, NewRegistration registration, string? passwordHash, string? roles, OneTimeSecret secret, string? browserHash, DateTimeOffset now, TimeSpan lifetime) => new(
        InsertText, id, registration.Email, registration.CanonicalEmail, registration.Name, passwordHash, roles, secret.Hash, browserHash, now, now + lifetime);

    /// <summary>Another link takes the place of the one that was mailed.</summary>
    public static SqlStatement Renew(Guid id, OneTimeSecret secret, DateTimeOffset now, TimeSpan lifetime) => new(RenewText, secret.Hash, now, now + lifetime, id);

    /// <summary>It stands there with this secret.</summary>
    public static EventCondition Stands(Guid id, OneTimeSecret secret) => new(IfInserted, id, secret.Hash);

    public static EventCondition StandsNot(Guid id, OneTimeSecret secret) => new(IfNotInserted, id, secret.Hash);

    /// <summary>Of many uses at once one touches the row.</summary>
    public static SqlStatement Use(string tokenHash, string mark, DateTimeOffset now) => new(UseText, mark, tokenHash, now);

    /// <summary>The account, if this use was the one and nobody has the address; the new stamp tells what follows that it was.</summary>
    public static SqlStatement MakeUser(Guid id, RegistrationRecord pending, string? name, string passwordHash, string stamp, string mark, DateTimeOffset now)
    {
        var statement = new SqlStatement(
            MakeUserText, id, pending.Email, pending.NormalizedEmail, passwordHash, stamp, now, NewAccount.ProfileOf(name), pending.TokenHash, mark)
            .OnlyIf(SignInNames.AreFree(pending.NormalizedEmail, now));
        return statement with { Text = statement.Text + " ON CONFLICT DO NOTHING" };
    }

    public static SqlStatement GiveRole(Guid user, string stamp, string role) => new(GiveRoleText, user, stamp, UserNames.Canonical(role)!);

    /// <summary>Nothing is kept of what has served, nor of what others wanted with the address.</summary>
    public static SqlStatement Forget(RegistrationRecord pending, string mark) => new(ForgetText, pending.NormalizedEmail, pending.TokenHash, mark);

    /// <summary>A newer invitation takes the place of older ones.</summary>
    public static SqlStatement ForgetInvitations(string canonicalEmail) => new(ForgetInvitationsText, canonicalEmail);
}
