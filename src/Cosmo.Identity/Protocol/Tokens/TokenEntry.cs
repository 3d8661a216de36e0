using System.Data.Common;
using Cosmo.Identity.Accounts;
using Cosmo.Identity.Data;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>What the database knows of a token: its row, its family, the session that both depend on and its person, read at once.</summary>
internal sealed record TokenEntry(
    Guid Id,
    string Type,
    string Status,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RedeemedAt,
    string? Payload,
    string? ReferenceId,
    string? Subject,
    Guid? ClientKey,
    Guid? FamilyId,
    string? FamilyStatus,
    DateTimeOffset? FamilyExpiresAt,
    Guid? SessionId,
    DateTimeOffset? SessionEndedAt,
    DateTimeOffset? SessionLastSeenAt,
    string? SessionStamp,
    UserRecord? User)
{
    private const string Columns =
        """
        SELECT t.id, t.type, t.status, t.creation_date, t.expiration_date, t.redemption_date, t.payload, t.reference_id, t.subject,
               t.application_id, t.authorization_id, a.status, a.expires_at, a.session_id, s.ended_at, s.last_seen_at,
               s.security_stamp
        """;

    private const string From =
        """

        FROM tokens t
        LEFT JOIN authorizations a ON a.id = t.authorization_id
        LEFT JOIN user_sessions s ON s.id = a.session_id

        """;

    private const string ColumnsWithUser = Columns + ", " + UserRecord.Columns;
    private const string FromWithUser = From + "LEFT JOIN users u ON u.id = s.user_id\n";
    private const int FirstOfUser = 17;

    private const string SelectById = Columns + From + "WHERE t.id = $1";
    private const string SelectByIdWithUser = ColumnsWithUser + FromWithUser + "WHERE t.id = $1";
    private const string SelectByReference = ColumnsWithUser + FromWithUser + "WHERE t.reference_id = $1";

    /// <summary>Whether family and session still let the token live. A family without a session (client credentials) needs none.</summary>
    public bool FamilyIsAlive(DateTimeOffset now) =>
        (FamilyId is null || string.Equals(FamilyStatus, Statuses.Valid, StringComparison.Ordinal))
        && (FamilyExpiresAt is null || FamilyExpiresAt > now)
        && SessionEndedAt is null;

    public bool HasStatus(string status) => string.Equals(Status, status, StringComparison.Ordinal);

    public bool HasType(string type) => string.Equals(Type, type, StringComparison.Ordinal);

    public static SqlStatement ById(Guid id) => new(SelectById, id);

    /// <summary>With the person of the session, for what speaks of them.</summary>
    public static SqlStatement ByIdWithUser(Guid id) => new(SelectByIdWithUser, id);

    /// <summary>What has a handle is traded for news of the person, so they are read along.</summary>
    public static SqlStatement ByReference(string referenceId) => new(SelectByReference, referenceId);

    public static TokenEntry Read(DbDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.Instant(3),
        row.Instant(4),
        row.Instant(5),
        row.Text(6),
        row.Text(7),
        row.Text(8),
        row.Id(9),
        row.Id(10),
        row.Text(11),
        row.Instant(12),
        row.Id(13),
        row.Instant(14),
        row.Instant(15),
        row.Text(16),
        row.FieldCount > FirstOfUser && !row.IsDBNull(FirstOfUser) ? UserRecord.Read(row, FirstOfUser) : null);
}
