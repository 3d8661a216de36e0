using Cosmo.Identity.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Clients;

/// <summary>Looks twice a second whether another node or a command changed clients or scopes.</summary>
internal sealed partial class ClientRefresher(ClientRegistry registry, TimeProvider clock, ILogger<ClientRefresher> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        var failing = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await registry.RefreshAsync(stoppingToken);
                failing = false;
            }
            catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
            {
                // Said once for an outage, not twice a second.
                if (!failing)
                {
                    Failed(log, exception);
                    failing = true;
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database cannot be asked for changed clients; the known ones stay in force.")]
    private static partial void Failed(ILogger log, Exception exception);
}
