using System.Data.Common;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts;

/// <summary>A user as requests read them: one row, nothing tracked.</summary>
internal sealed record UserRecord(
    Guid Id,
    string UserName,
    string? PasswordHash,
    string SecurityStamp,
    bool IsDisabled,
    string? Email,
    bool EmailVerified,
    string? PhoneNumber,
    bool PhoneNumberVerified,
    DateTimeOffset UpdatedAt,
    string? Profile)
{
    private const string Select =
        """
        SELECT id, user_name, password_hash, security_stamp, disabled_at IS NOT NULL, email, email_confirmed, phone_number,
               phone_number_confirmed, updated_at, profile
        FROM users
        """;

    private const string SelectById = Select + " WHERE id = $1";

    private const string SelectByName =
        Select + " WHERE normalized_user_name = $1 OR normalized_email = $1 ORDER BY CASE WHEN normalized_user_name = $1 THEN 0 ELSE 1 END LIMIT 1";

    private static readonly string SelectRoles =
        "SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = $1 ORDER BY r.name";

    /// <summary>By <c>sub</c>.</summary>
    public static SqlStatement ById(Guid id) => new(SelectById, id);

    /// <summary>By canonical user name or e-mail address; a name goes before an address.</summary>
    public static SqlStatement ByName(string canonicalName) => new(SelectByName, canonicalName);

    /// <summary>The names of the roles of a user, see <see cref="ReadRole"/>.</summary>
    public static SqlStatement RolesOf(Guid id) => new(SelectRoles, id);

    public static string ReadRole(DbDataReader row) => row.GetString(0);

    public static UserRecord Read(DbDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.Text(2),
        row.Text(3) ?? "",
        row.GetBoolean(4),
        row.Text(5),
        row.GetBoolean(6),
        row.Text(7),
        row.GetBoolean(8),
        row.Instant(9)!.Value,
        row.Text(10));
}
