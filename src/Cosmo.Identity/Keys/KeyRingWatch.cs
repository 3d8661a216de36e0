using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Keys;

/// <summary>Has a running server see what others do in <c>Keys:Directory</c>: another node, a command, an operator.</summary>
internal sealed partial class KeyRingWatch(KeyRing ring, TimeProvider clock, ILogger<KeyRingWatch> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? told = null;
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (ring.Look())
                {
                    Changed(log, ring.Lives.Count);
                }

                if (ring.Fault is { } fault && fault != told)
                {
                    Unreadable(log, fault);
                }

                told = ring.Fault;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The signing keys changed; there are {Count} now.")]
    private static partial void Changed(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The signing keys stay as they were: {Fault}")]
    private static partial void Unreadable(ILogger log, string fault);
}
