using System.Data.Common;
using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>Remembers on which devices and from which networks a person has signed in, and tells when one is new.</summary>
internal sealed class KnownDevices(Database database)
{
    /// <summary>Last seen is exact to this much; it is not worth a write per sign-in.</summary>
    private static readonly TimeSpan TouchPeriod = TimeSpan.FromHours(1);

    private const string KnowsText = "SELECT 1 FROM known_devices WHERE user_id = $1 AND device_hash = $2";

    private const string SeenText =
        """
        SELECT (SELECT last_seen_at FROM known_devices WHERE user_id = $1 AND device_hash = $2),
               (SELECT last_seen_at FROM known_networks WHERE user_id = $1 AND network = $3)
        """;

    private const string RememberDeviceText =
        """
        INSERT INTO known_devices (user_id, device_hash, first_seen_at, last_seen_at, network, description) VALUES ($1, $2, $3, $3, $4, $5)
        ON CONFLICT (user_id, device_hash) DO UPDATE SET last_seen_at = excluded.last_seen_at, network = excluded.network, description = excluded.description
        """;

    private const string RememberNetworkText =
        """
        INSERT INTO known_networks (user_id, network, first_seen_at, last_seen_at) VALUES ($1, $2, $3, $3)
        ON CONFLICT (user_id, network) DO UPDATE SET last_seen_at = excluded.last_seen_at
        """;

    // Whoever signs in under ever new names of devices, or from ever new networks, fills no disk.
    private const string ForgetDevicesText =
        """
        DELETE FROM known_devices WHERE user_id = $1 AND device_hash NOT IN
            (SELECT device_hash FROM known_devices WHERE user_id = $1 ORDER BY last_seen_at DESC LIMIT 50)
        """;

    private const string ForgetNetworksText =
        """
        DELETE FROM known_networks WHERE user_id = $1 AND network NOT IN
            (SELECT network FROM known_networks WHERE user_id = $1 ORDER BY last_seen_at DESC LIMIT 200)
        """;

    // The very first sign-in of an account is on a new device from a new network, and no news.
    private const string HasSignedInBefore = "EXISTS (SELECT 1 FROM known_networks WHERE user_id = {0} AND first_seen_at < {2})";

    private const string IsNewDevice =
        "EXISTS (SELECT 1 FROM known_devices WHERE user_id = {0} AND device_hash = {1} AND first_seen_at = {2}) AND " + HasSignedInBefore;

    private const string IsNewNetwork =
        "EXISTS (SELECT 1 FROM known_networks WHERE user_id = {0} AND network = {1} AND first_seen_at = {2}) AND " + HasSignedInBefore;

    /// <summary>Whether the person has signed in on this device before.</summary>
    public async Task<bool> KnowsAsync(Guid user, string deviceHash, CancellationToken cancellationToken) =>
        await database.ReadFirstAsync(new SqlStatement(KnowsText, user, deviceHash), _ => true, cancellationToken);

    /// <summary>What a sign-in adds to that: usually nothing.</summary>
    public async Task<Remembering> SeeAsync(
        Guid user, string? deviceHash, RequestOrigin origin, DateTimeOffset now, Func<SecurityEventType, SecurityEvent> describe)
    {
        var network = ClientNetwork.Of(origin.Address);
        var seen = await database.ReadFirstAsync(new SqlStatement(SeenText, user, deviceHash ?? "", network), Seen.Read, CancellationToken.None);
        var what = new Remembering([], []);
        if (deviceHash is not null && (seen?.Device is not { } device || now - device > TouchPeriod))
        {
            what.Statements.Add(new SqlStatement(RememberDeviceText, user, deviceHash, now, network, SafeText.Cut(origin.Device.Description, 160)));
            if (seen?.Device is null)
            {
                what.Statements.Add(new SqlStatement(ForgetDevicesText, user));
                what.Events.Add(New(SecurityEventType.NewDeviceUsed, new EventCondition(IsNewDevice, user, deviceHash, now)));
            }
        }

        if (seen?.Network is not { } before || now - before > TouchPeriod)
        {
            what.Statements.Add(new SqlStatement(RememberNetworkText, user, network, now));
            if (seen?.Network is null)
            {
                what.Statements.Add(new SqlStatement(ForgetNetworksText, user));
                what.Events.Add(New(SecurityEventType.NewNetworkUsed, new EventCondition(IsNewNetwork, user, network, now)));
            }
        }

        return what;

        SecurityEvent New(SecurityEventType type, EventCondition condition)
        {
            var fact = describe(type);
            fact.SubjectId = user;
            fact.Details = $$"""{"network":"{{network}}"}""";
            fact.Condition = condition;
            return fact;
        }
    }

    private sealed record Seen(DateTimeOffset? Device, DateTimeOffset? Network)
    {
        public static Seen Read(DbDataReader row) => new(row.Instant(0), row.Instant(1));
    }
}

/// <summary>What a sign-in writes about device and network, in its own transaction.</summary>
internal sealed record Remembering(List<SqlStatement> Statements, List<SecurityEvent> Events);
