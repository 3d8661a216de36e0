using Cosmo.Identity.SecurityEvents;
using Shouldly;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>The audit trail of one database from a moment on: what a test does in between is all there is in it.</summary>
public sealed class AuditTrail
{
    // Other facts of the same requests, which have tests of their own.
    private static readonly HashSet<SecurityEventType> Beside =
    [
        SecurityEventType.SignedIn, SecurityEventType.Reauthenticated, SecurityEventType.PasswordHashUpgraded, SecurityEventType.NewDeviceUsed,
        SecurityEventType.NewNetworkUsed, SecurityEventType.AccountUnlocked, SecurityEventType.ServerStarted, SecurityEventType.ServerStopped,
        SecurityEventType.SchemaMigrated, SecurityEventType.ChainRecovered,
    ];

    private readonly TestDatabase _database;
    private readonly HashSet<Guid> _before;

    private AuditTrail(TestDatabase database, HashSet<Guid> before) => (_database, _before) = (database, before);

    /// <summary>From now on.</summary>
    public static async Task<AuditTrail> FromNowAsync(TestDatabase database) => new(database, [.. (await database.EventsAsync()).Select(row => row.Id)]);

    /// <inheritdoc cref="FromNowAsync(TestDatabase)"/>
    public static Task<AuditTrail> FromNowAsync(RunningServer server) => FromNowAsync(server.Database);

    /// <summary>What was recorded since, in order.</summary>
    public async Task<IReadOnlyList<EventRow>> NewAsync() =>
        [.. (await _database.EventsAsync()).Where(row => !_before.Contains(row.Id) && !Beside.Contains(row.Type))];

    /// <summary>Fails unless exactly these facts were recorded since, each once; returns them in this order.</summary>
    public async Task<IReadOnlyList<EventRow>> ShouldBeAsync(params SecurityEventType[] types)
    {
        var rows = await NewAsync();
        rows.Select(row => row.Type).Order().ShouldBe(types.Order(), string.Join('\n', rows));
        var left = rows.ToList();
        return [.. types.Select(type => Take(left, type))];
    }

    /// <summary>Fails unless exactly this fact was recorded since, once.</summary>
    public async Task<EventRow> ShouldBeAsync(SecurityEventType type) => (await ShouldBeAsync([type]))[0];

    private static EventRow Take(List<EventRow> rows, SecurityEventType type)
    {
        var row = rows.First(row => row.Type == type);
        rows.Remove(row);
        return row;
    }
}
