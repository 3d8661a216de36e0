using System.Data.Common;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents.Chain;

namespace Cosmo.Identity.SecurityEvents.Floods;

/// <summary>Turns each window of a flood that is over into one event with its count, in one transaction: counted once, by whichever process.</summary>
internal sealed class FloodCloser(Database database, FloodGauge gauge, SecurityEventRecorder recorder, ThisWriter self, TimeProvider clock)
{
    /// <summary>No window is open so long: what is older was left by a fault.</summary>
    private static readonly TimeSpan LongestWindow = TimeSpan.FromMinutes(3);

    private const string Columns = "f.id, f.type, f.ip_address, f.window_start, f.last_at, f.count";

    private const string SelectText = $"SELECT {Columns} FROM security_event_floods f WHERE f.id = $1";

    private const string SelectLeftText =
        $"""
        SELECT {Columns} FROM security_event_floods f LEFT JOIN security_event_writers w ON w.id = f.writer
        WHERE (f.writer <> $1 AND (w.id IS NULL OR w.stopped_at IS NOT NULL OR w.last_seen_at < $2)) OR f.window_start < $3
        """;

    // Holds the row: a second process waits here, and then finds it gone.
    private const string ClaimText = "UPDATE security_event_floods SET last_at = last_at WHERE id = $1 AND count = $2";

    private const string StillThere = "EXISTS (SELECT 1 FROM security_event_floods WHERE id = {0} AND count = {1})";

    private const string DeleteText = "DELETE FROM security_event_floods WHERE id = $1 AND count = $2";

    /// <summary>Windows of this process.</summary>
    /// <param name="all">Those that are still open as well, since the process stops.</param>
    /// <param name="cancellationToken">Stops between two.</param>
    public async Task CloseAsync(bool all, CancellationToken cancellationToken)
    {
        var left = new Queue<FloodWindow>(gauge.TakeEnded(all));
        try
        {
            for (; left.TryPeek(out var window); left.Dequeue())
            {
                // No row: every one that was to be counted in it was refused by the database.
                if (await database.ReadFirstAsync(new SqlStatement(SelectText, window.Id), Read, cancellationToken) is { } row)
                {
                    await CloseAsync(row, cancellationToken);
                }
            }
        }
        finally
        {
            gauge.Return(left);
        }
    }

    /// <summary>What a process left that died, or that counted after its window was closed.</summary>
    public async Task CloseLeftAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var row in await database.ReadAllAsync(new SqlStatement(SelectLeftText, self.Id, now - ChainRecovery.Silence, now - LongestWindow), Read, cancellationToken))
        {
            await CloseAsync(row, cancellationToken);
        }
    }

    private async Task CloseAsync(FloodRow row, CancellationToken cancellationToken)
    {
        var fact = new SecurityEvent
        {
            Type = row.Type,
            IpAddress = row.IpAddress == FloodGauge.ManyAddresses ? null : row.IpAddress,
            Count = row.Count,
            Details = FloodDetails.Of(row.Id, row.IpAddress, row.Start, row.LastAt),
            Condition = new EventCondition(StillThere, row.Id, row.Count),
        };
        await recorder.RecordQuietlyAsync(new SqlStatement(ClaimText, row.Id, row.Count), fact, new SqlStatement(DeleteText, row.Id, row.Count), cancellationToken);
    }

    private static FloodRow Read(DbDataReader row) =>
        new(row.GetGuid(0), (SecurityEventType)row.GetInt32(1), row.GetString(2), row.Instant(3)!.Value, row.Instant(4)!.Value, row.GetInt32(5));

    private sealed record FloodRow(Guid Id, SecurityEventType Type, string IpAddress, DateTimeOffset Start, DateTimeOffset LastAt, int Count);
}
