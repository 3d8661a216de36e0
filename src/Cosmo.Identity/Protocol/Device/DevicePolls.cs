using Cosmo.Identity.Data;

namespace Cosmo.Identity.Protocol.Device;

/// <summary>
/// How often a device may ask whether it was decided (RFC 8628 §3.5): once in an interval, which each poll that comes too early makes five
/// seconds longer for good. The interval is kept with the code, so it holds on every node.
/// </summary>
internal sealed class DevicePolls(Database database, TimeProvider clock)
{
    /// <summary>As the device is told; RFC 8628 §3.2 has it for a default.</summary>
    public static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(5);

    /// <summary>What a poll on the way may gain on the one before it.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether this poll comes in time; one that does not is counted.</summary>
    public async Task<bool> TakeAsync(Guid token)
    {
        var now = clock.GetUtcNow();
        var interval = TimeSpan.FromSeconds(await database.ReadFirstAsync(DeviceStatements.IntervalOf(token), row => row.GetInt32(0), CancellationToken.None));
        var touched = await database.ExecuteAsync(
            [
                DeviceStatements.SlowDown(token, FirstInterval, now + interval + FirstInterval - Tolerance, now),
                DeviceStatements.Poll(token, now + interval - Tolerance, now),
            ],
            CancellationToken.None);
        return touched[1] == 1;
    }
}
