using System.Data.Common;
using System.Net;
using Cosmo.Identity.Data;
using Cosmo.Identity.Threats.Exemptions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Threats;

/// <summary>Fills the memory of blocks and exemptions before the first request, and looks twice a second whether another node or a command changed them.</summary>
internal sealed partial class BlockRefresher(
    Database database, BlockTable table, StandingExemptions exemptions, ThreatsOptions options, TimeProvider clock, ILogger<BlockRefresher> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>What was written so long before the last look is known: longer than a write takes, and than clocks of nodes differ.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private static readonly SqlStatement SelectVersions = new("SELECT name, version FROM cache_versions WHERE name IN ($1, $2)", IpBlocks.CacheName, StandingExemptions.CacheName);

    private const string SelectChanged =
        """
        SELECT id, network, expires_at, lifted_at, placed_by, is_shadow FROM ip_blocks
        WHERE expires_at > $1 AND (created_at > $2 OR lifted_at > $2) ORDER BY created_at
        """;

    private long version = -1;
    private DateTimeOffset changedSince = DateTimeOffset.MinValue;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryRefreshAsync(failing: false, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        var failing = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            failing = !await TryRefreshAsync(failing, stoppingToken);
        }
    }

    private async Task<bool> TryRefreshAsync(bool failing, CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
        {
            // Said once for an outage, not twice a second.
            if (!failing)
            {
                Failed(log, exception);
            }

            return false;
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        // The versions first: what changes after them is read once more. Exemptions before blocks: nobody is refused in between.
        var versions = await database.ReadAllAsync(SelectVersions, row => (Name: row.GetString(0), Version: row.GetInt64(1)), cancellationToken);
        await exemptions.RefreshAsync(VersionOf(StandingExemptions.CacheName), cancellationToken);
        var current = VersionOf(IpBlocks.CacheName);
        if (current == version)
        {
            return;
        }

        var now = clock.GetUtcNow();
        foreach (var row in await database.ReadAllAsync(new SqlStatement(SelectChanged, now, changedSince), Read, cancellationToken))
        {
            if (row.IsLifted)
            {
                table.Remove(row.Network, row.Id);
            }
            else
            {
                // Blocks of rules from before the mode was set to shadow rest, too.
                var isShadow = row.IsShadow || (options.Mode is ThreatsMode.Shadow && BlockRequest.IsAutomaticBy(row.PlacedBy));
                table.Add(new BlockEntry(row.Id, row.Network, row.ExpiresAt, row.PlacedBy, isShadow, clock));
            }
        }

        version = current;
        changedSince = now - Overlap;

        // No row before the first change.
        long VersionOf(string name) => versions.Where(row => row.Name == name).Select(row => row.Version).FirstOrDefault();
    }

    private static Row Read(DbDataReader row) => new(
        row.GetGuid(0), IPNetwork.Parse(row.GetString(1)), row.Instant(2)!.Value, !row.IsDBNull(3), row.GetString(4), row.GetBoolean(5));

    private sealed record Row(Guid Id, IPNetwork Network, DateTimeOffset ExpiresAt, bool IsLifted, string PlacedBy, bool IsShadow);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database cannot be asked for changed blocks and exemptions; the known ones stay in force.")]
    private static partial void Failed(ILogger log, Exception exception);
}
