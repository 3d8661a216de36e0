using System.Collections.Immutable;
using System.Data.Common;
using Cosmo.Identity.Data;
using Cosmo.Identity.Protocol.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Device;

/// <summary>A device that waits for a person's word, as the verification page shows it.</summary>
internal sealed record WaitingDevice(
    Guid TokenId,
    Guid ClientKey,
    string Status,
    DateTimeOffset RequestedAt,
    DateTimeOffset ExpiresAt,
    string Payload,
    string IpAddress,
    string Browser,
    string OperatingSystem,
    string DeviceKind)
{
    private const string Select =
        """
        SELECT t.id, t.application_id, t.status, t.creation_date, t.expiration_date, t.payload, r.ip_address, r.browser, r.operating_system, r.device_kind
        FROM device_requests r JOIN tokens t ON t.id = r.token_id
        """;

    private const string SelectByUserCode = Select + " WHERE r.user_code_hash = $1";

    private const string SelectById = Select + " WHERE t.id = $1";

    /// <summary>What the device asked for.</summary>
    public ImmutableArray<string> Scopes => InternalToken.Read(Payload).GetScopes();

    public static SqlStatement ByUserCode(string hash) => new(SelectByUserCode, hash);

    public static SqlStatement ById(Guid token) => new(SelectById, token);

    /// <summary>Whether a person can still decide.</summary>
    public bool IsUndecided(DateTimeOffset now) => string.Equals(Status, Statuses.Inactive, StringComparison.Ordinal) && ExpiresAt > now;

    public static WaitingDevice Read(DbDataReader row) => new(
        row.GetGuid(0),
        row.GetGuid(1),
        row.GetString(2),
        row.Instant(3)!.Value,
        row.Instant(4)!.Value,
        row.GetString(5),
        row.GetString(6),
        row.GetString(7),
        row.GetString(8),
        row.GetString(9));
}
