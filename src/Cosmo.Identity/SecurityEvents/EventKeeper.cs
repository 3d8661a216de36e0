using Cosmo.Identity.SecurityEvents.Chain;
using Cosmo.Identity.SecurityEvents.Floods;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>What a server does for the audit trail beside its requests: closes floods that are over, and the chains of processes that died.</summary>
internal sealed partial class EventKeeper(FloodCloser floods, ChainRecovery recovery, TimeProvider clock, ILogger<EventKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private const int RecoveryEvery = 15;

    /// <summary>Counts what is still open as events; the server has answered its last request.</summary>
    public Task CloseAsync() => floods.CloseAsync(all: true, CancellationToken.None);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        var failing = false;
        for (var turn = 0; ; turn++)
        {
            try
            {
                await floods.CloseAsync(all: false, stoppingToken);
                if (turn % RecoveryEvery == 0)
                {
                    await recovery.RunAsync(stoppingToken);
                    await floods.CloseLeftAsync(stoppingToken);
                }

                failing = false;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Said once for an outage; what could not be closed waits.
                if (!failing)
                {
                    Failed(log, exception);
                    failing = true;
                }
            }

            if (!await timer.WaitForNextTickAsync(stoppingToken))
            {
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Floods of events, or chains of stopped processes, could not be closed; they are tried again.")]
    private static partial void Failed(ILogger log, Exception exception);
}
