using System.Data.Common;
using Cosmo.Identity.Data;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>What the database knows of a token: its row, its family and the session that both depend on, read at once.</summary>
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
    DateTimeOffset? SessionLastSeenAt)
{
    private const string Select =
        """
        SELECT t.id, t.type, t.status, t.creation_date, t.expiration_date, t.redemption_date, t.payload, t.reference_id, t.subject,
               t.application_id, t.authorization_id, a.status, a.expires_at, a.session_id, s.ended_at, s.last_seen_at
        FROM tokens t
        LEFT JOIN authorizations a ON a.id = t.authorization_id
        LEFT JOIN user_sessions s ON s.id = a.session_id
        """;

    private const string SelectById = Select + " WHERE t.id = $1";
    private const string SelectByReference = Select + " WHERE t.reference_id = $1";

    /// <summary>Whether family and session still let the token live. A family without a session (client credentials) needs none.</summary>
    public bool FamilyIsAlive(DateTimeOffset now) =>
        (FamilyId is null || string.Equals(FamilyStatus, Statuses.Valid, StringComparison.Ordinal))
        && (FamilyExpiresAt is null || FamilyExpiresAt > now)
        && SessionEndedAt is null;

    public bool HasStatus(string status) => string.Equals(Status, status, StringComparison.Ordinal);

    public bool HasType(string type) => string.Equals(Type, type, StringComparison.Ordinal);

    public static SqlStatement ById(Guid id) => new(SelectById, id);

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
        row.Instant(15));
}
