using System.Data.Common;
using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.Sessions;

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
    /// <summary>The columns of a user <c>u</c> that <see cref="Read(DbDataReader, int)"/> reads.</summary>
    public const string Columns =
        """
        u.id, u.user_name, u.password_hash, u.security_stamp, u.disabled_at IS NOT NULL, u.email, u.email_confirmed, u.phone_number,
        u.phone_number_confirmed, u.updated_at, u.profile
        """;

    private const string Select = "SELECT " + Columns + " FROM users u";

    private const string SelectById = Select + " WHERE id = $1";

    private const string SelectByName =
        Select + " WHERE normalized_user_name = $1 OR normalized_email = $1 ORDER BY CASE WHEN normalized_user_name = $1 THEN 0 ELSE 1 END LIMIT 1";

    private static readonly string SelectRoles =
        "SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = $1 ORDER BY r.name";

    /// <summary>The name in the profile; null where there is none.</summary>
    public string? FullName => Claim("name");

    /// <summary>The language and region of the profile, such as <c>de-AT</c>; null where there is none.</summary>
    public string? Locale => Claim("locale");

    /// <summary>As the owner of a session that begins now.</summary>
    public SessionOwner AsOwner() => new(Id, SecurityStamp);

    /// <summary>By <c>sub</c>.</summary>
    public static SqlStatement ById(Guid id) => new(SelectById, id);

    /// <summary>Whose session it is: a session lives no longer than its person.</summary>
    public static async ValueTask<UserRecord> BehindAsync(BrowserSession session, Database database, CancellationToken cancellationToken) =>
        (await database.ReadFirstAsync(ById(session.UserId), Read, cancellationToken))!;

    /// <summary>By canonical user name or e-mail address; a name goes before an address.</summary>
    public static SqlStatement ByName(string canonicalName) => new(SelectByName, canonicalName);

    /// <summary>The names of the roles of a user, see <see cref="ReadRole"/>.</summary>
    public static SqlStatement RolesOf(Guid id) => new(SelectRoles, id);

    public static string ReadRole(DbDataReader row) => row.GetString(0);

    public static UserRecord Read(DbDataReader row) => Read(row, 0);

    /// <summary>Reads a user whose columns begin at <paramref name="first"/>.</summary>
    public static UserRecord Read(DbDataReader row, int first) => new(
        row.GetGuid(first),
        row.GetString(first + 1),
        row.Text(first + 2),
        row.Text(first + 3) ?? "",
        row.GetBoolean(first + 4),
        row.Text(first + 5),
        row.GetBoolean(first + 6),
        row.Text(first + 7),
        row.GetBoolean(first + 8),
        row.Instant(first + 9)!.Value,
        row.Text(first + 10));

    private string? Claim(string name)
    {
        if (Profile is not { Length: > 2 })
        {
            return null;
        }

        using var document = JsonDocument.Parse(Profile);
        return document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
