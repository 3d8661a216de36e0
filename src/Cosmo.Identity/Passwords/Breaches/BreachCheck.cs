using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Passwords.Breaches;

/// <summary>
/// Whether the service that the operator named knows a password. It fails open (F-27): people can set passwords while the service is
/// down, and an event says how many were not checked, at most one a minute.
/// </summary>
/// <remarks>After three failures in a row nobody waits for the service for a while: a file of a thousand people would wait for an hour.</remarks>
/// <param name="range">The service.</param>
/// <param name="recorder">Asked for late: the keys behind it must not be needed where nothing is recorded.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where operators look.</param>
internal sealed partial class BreachCheck(BreachRange range, Func<SecurityEventRecorder> recorder, TimeProvider clock, ILogger<BreachCheck> log)
{
    private const int MostFailures = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EventPeriod = TimeSpan.FromMinutes(1);

    private readonly Lock changing = new();
    private int failures;
    private int uncheckedCount;
    private DateTimeOffset pausedUntil;
    private DateTimeOffset nextEventAt;

    /// <summary>False where nobody is asked, and where the service does not answer.</summary>
    public async Task<bool> IsBreachedAsync(string password, CancellationToken cancellationToken)
    {
        if (!range.IsSetUp)
        {
            return false;
        }

        var answer = IsPaused() ? new BreachAnswer.Failed("it has failed several times in a row") : await range.AskAsync(password, cancellationToken);
        if (answer is BreachAnswer.Known known)
        {
            Succeed();
            return known.IsBreached;
        }

        await FailAsync(((BreachAnswer.Failed)answer).Reason);
        return false;
    }

    private bool IsPaused()
    {
        lock (changing)
        {
            return clock.GetUtcNow() < pausedUntil;
        }
    }

    private void Succeed()
    {
        lock (changing)
        {
            failures = 0;
        }
    }

    private async Task FailAsync(string reason)
    {
        if (Count() is not { } passwords)
        {
            return;
        }

        NotAsked(log, passwords, reason);
        try
        {
            await recorder().RecordAsync(
                new SecurityEvent
                {
                    Type = SecurityEventType.BreachCheckFailed,
                    Actor = Acting.Current,
                    Details = EventDetails.Of(("reason", reason), ("unchecked", passwords)),
                },
                CancellationToken.None);
        }
        catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
        {
            // Whoever sets the password is about to hear of the database, too.
            NotRecorded(log, exception);
        }
    }

    /// <summary>Of how many passwords an event is due to tell now; null where none is.</summary>
    private int? Count()
    {
        lock (changing)
        {
            var now = clock.GetUtcNow();
            uncheckedCount++;
            if (++failures >= MostFailures && now >= pausedUntil)
            {
                pausedUntil = now + Pause;
            }

            if (now < nextEventAt)
            {
                return null;
            }

            nextEventAt = now + EventPeriod;
            var told = uncheckedCount;
            uncheckedCount = 0;
            return told;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Passwords were accepted without asking the breach service, {Passwords} since it was last said: {Reason}.")]
    private static partial void NotAsked(ILogger log, int passwords, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "That the breach service failed could not be recorded.")]
    private static partial void NotRecorded(ILogger log, Exception exception);
}
