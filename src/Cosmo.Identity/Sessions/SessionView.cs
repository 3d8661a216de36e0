using System.Data.Common;
using Cosmo.Identity.Data;
using Cosmo.Identity.Places;

namespace Cosmo.Identity.Sessions;

/// <summary>A session as its owner sees it, on the page and through the API.</summary>
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
    /// <summary>Where the address is, where that is known; looked up for whoever looks, and kept nowhere.</summary>
    public Place? Place { get; init; }

    private const string Columns = "SELECT id, browser, operating_system, device_kind, ip_address, client_id, amr, created_at, last_seen_at FROM user_sessions ";

    // A session whose cookie has run out lives on while tokens of it do; one that a grant made never had a cookie.
    private const string SelectLive =
        Columns +
        """
        WHERE user_id = $1 AND ended_at IS NULL
            AND ((cookie_hash IS NOT NULL AND expires_at > $2)
                OR EXISTS (SELECT 1 FROM authorizations a WHERE a.session_id = user_sessions.id AND a.status = 'valid' AND (a.expires_at IS NULL OR a.expires_at > $2)))
        ORDER BY last_seen_at DESC LIMIT 200
        """;

    private const string SelectBefore = Columns + "WHERE user_id = $1 AND id <> $2 ORDER BY created_at DESC LIMIT 1";

    /// <summary>Where a person is signed in, the place last used first.</summary>
    public static SqlStatement LiveOf(Guid user, DateTimeOffset now) => new(SelectLive, user, now);

    /// <summary>The newest session of a person beside this one, alive or ended.</summary>
    public static SqlStatement LastOther(Guid user, Guid current) => new(SelectBefore, user, current);

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

    /// <summary>The same with its place.</summary>
    public SessionView At(PlaceReader places) => this with { Place = places.Of(IpAddress) };
}
