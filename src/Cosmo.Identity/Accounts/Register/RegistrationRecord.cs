using System.Data.Common;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts.Register;

/// <summary>A pending registration or invitation as requests read it.</summary>
internal sealed record RegistrationRecord(
    Guid Id, string Email, string NormalizedEmail, string? Name, string? PasswordHash, string? Roles, string TokenHash, string? BrowserHash)
{
    private const string Select =
        "SELECT id, email, normalized_email, name, password_hash, roles, token_hash, browser_hash FROM registrations WHERE used_by IS NULL AND expires_at > $1 ";

    private const string OfToken = Select + "AND password_hash IS NOT NULL AND token_hash = $2";

    private const string OfInvitation = Select + "AND password_hash IS NULL AND token_hash = $2";

    private const string OfBrowser = Select + "AND password_hash IS NOT NULL AND browser_hash = $2 ORDER BY created_at DESC LIMIT 1";

    public bool IsInvitation => PasswordHash is null;

    /// <summary>The account that it will be, for rules that look at accounts.</summary>
    public UserRecord AsUser() => NewAccount.Like(Id, Email, Name);

    public static SqlStatement ByToken(string hash, DateTimeOffset now) => new(OfToken, now, hash);

    public static SqlStatement ByInvitation(string hash, DateTimeOffset now) => new(OfInvitation, now, hash);

    /// <summary>The newest that a browser asked for.</summary>
    public static SqlStatement ByBrowser(string hash, DateTimeOffset now) => new(OfBrowser, now, hash);

    public static RegistrationRecord Read(DbDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.Text(3), row.Text(4), row.Text(5), row.GetString(6), row.Text(7));
}
