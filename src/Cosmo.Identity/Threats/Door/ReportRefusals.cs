using System.Text.Json;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Threats.Door;

/// <summary>Records whom the front door refused, once a minute: one event for each network, with the number of requests.</summary>
internal sealed partial class ReportRefusals(BlockTable table, SecurityEventRecorder recorder, TimeProvider clock, ILogger<ReportRefusals> log) : BackgroundService
{
    /// <summary>As many networks have an event of their own; the rest of a larger attack shares one.</summary>
    private const int MostNetworks = 200;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await ReportAsync(stoppingToken);
            table.Sweep();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await ReportAsync(cancellationToken);
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        var refused = table.All()
            .Select(entry => (Entry: entry, Count: entry.TakeCount()))
            .Where(pair => pair.Count > 0)
            .OrderByDescending(pair => pair.Count)
            .ToList();
        if (refused.Count == 0)
        {
            return;
        }

        var events = refused.Take(MostNetworks).Select(pair => EventOf(pair.Entry, pair.Count)).ToList();
        if (refused.Count > MostNetworks)
        {
            events.Add(new SecurityEvent
            {
                Type = SecurityEventType.BlockedAddressRefused,
                Count = refused.Skip(MostNetworks).Sum(pair => pair.Count),
                Details = JsonSerializer.Serialize(new { networks = refused.Count - MostNetworks }),
            });
        }

        try
        {
            await recorder.ExecuteAsync([], events, cancellationToken);
        }
        catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
        {
            Failed(log, exception.Message);
            foreach (var (entry, count) in refused)
            {
                entry.Count(count);
            }
        }
    }

    private static SecurityEvent EventOf(BlockEntry entry, int count) => new()
    {
        Type = SecurityEventType.BlockedAddressRefused,
        Count = count,
        IpAddress = entry.AddressText(),
        Details = JsonSerializer.Serialize(new { network = entry.Network.ToString(), placed_by = entry.PlacedBy, expires_at = entry.ExpiresAt }),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whom the front door refused could not be recorded, and is counted on: {Reason}")]
    private static partial void Failed(ILogger log, string reason);
}
