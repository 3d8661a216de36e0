using System.Data.Common;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Protocol.AccountApi;

/// <summary>A session as its owner sees it.</summary>
internal sealed record SessionView(
    Guid Id,
    bool IsCurrent,
    string Browser,
    string OperatingSystem,
    string DeviceKind,
    string IpAddress,
    string? ClientId,
    IReadOnlyList<string> AuthenticationMethods,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt)
{
    private const string Select =
        """
        SELECT id, browser, operating_system, device_kind, ip_address, client_id, amr, created_at, last_seen_at
        FROM user_sessions WHERE user_id = $1 AND ended_at IS NULL ORDER BY last_seen_at DESC LIMIT 200
        """;

    public static SqlStatement LiveOf(Guid user) => new(Select, user);

    public static SessionView Read(DbDataReader row, Guid current) => new(
        row.GetGuid(0),
        row.GetGuid(0) == current,
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.Text(5),
        row.GetString(6).Split(' '),
        row.Instant(7)!.Value,
        row.Instant(8)!.Value);
}
