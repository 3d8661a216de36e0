using Cosmo.Identity.Data;
using Cosmo.Identity.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Mail.Delivery;

/// <summary>
/// Sends what is in the outbox, a few mails at a time: at once what this process posted, and every few seconds what waits for another
/// try, was posted by other nodes or left behind by one that died.
/// </summary>
internal sealed partial class MailDelivery(MailRows rows, IMailTransport transport, MailSignal signal, TimeProvider clock, ILogger<MailDelivery> log) : BackgroundService
{
    /// <summary>How often the outbox is looked at when nothing was posted here: one query on an index of what waits.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>At the stop of the server, for letters that a server is just taking.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    private const int AtOnce = 4;
    private const int Batch = 20;
    private const int ForgottenAtOnce = 200;

    private readonly SemaphoreSlim places = new(AtOnce, AtOnce);
    private readonly CancellationTokenSource ending = new();

    public override void Dispose()
    {
        places.Dispose();
        ending.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        finally
        {
            ending.CancelAfter(Farewell);
            for (var i = 0; i < AtOnce; i++)
            {
                await places.WaitAsync(CancellationToken.None);
            }
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        var (isFailing, hasReleased) = (false, false);
        while (!stoppingToken.IsCancellationRequested)
        {
            var isMore = false;
            try
            {
                if (!hasReleased)
                {
                    await rows.ReleaseOthersAsync(stoppingToken);
                    hasReleased = true;
                }

                isMore = await LookAsync(stoppingToken);
                isFailing = false;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Said once for an outage.
                if (!isFailing)
                {
                    CouldNotLook(log, exception);
                }

                isFailing = true;
            }

            if (!isMore)
            {
                await signal.WaitAsync(Period, stoppingToken);
            }
        }
    }

    /// <summary>Begins to send what is due, and deletes the words of what can be sent no more; tells whether there may be more.</summary>
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var isMore = await rows.ForgetOutdatedAsync(ForgottenAtOnce, cancellationToken);
        var due = await rows.DueAsync(onlyExpired: !transport.IsOpen, Batch, cancellationToken);
        foreach (var letter in due)
        {
            if (letter.ExpiresAt <= clock.GetUtcNow())
            {
                await GiveUpAsync(letter, "expired", "It expired before it could be delivered.", cancellationToken);
            }
            else
            {
                await BeginAsync(letter, cancellationToken);
            }
        }

        return isMore || due.Count == Batch;
    }

    /// <summary>Claims it as soon as there is a place, and sends it beside.</summary>
    private async Task BeginAsync(Letter letter, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        var isOurs = false;
        try
        {
            isOurs = await rows.ClaimAsync(letter, cancellationToken);
        }
        finally
        {
            if (!isOurs)
            {
                places.Release();
            }
        }

        if (isOurs)
        {
            _ = Task.Run(() => DeliverAsync(letter), CancellationToken.None);
        }
    }

    private async Task DeliverAsync(Letter letter)
    {
        try
        {
            await FinishAsync(letter, await SendAsync(letter));
        }
        catch (Exception exception)
        {
            // The claim runs out, and the mail is tried again.
            Failed(log, letter.Id, letter.Kind, exception);
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>Sends it and renews the claim meanwhile; stops when the claim is lost, since another node may begin then.</summary>
    private async Task<DeliveryResult> SendAsync(Letter letter)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(letter, lost, done.Token);
        try
        {
            return await transport.SendAsync(letter, lost.Token);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            return new DeliveryResult.Later("the server stopped, or could not keep its claim");
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    private async Task RenewAsync(Letter letter, CancellationTokenSource lost, CancellationToken done)
    {
        var renewedAt = clock.GetTimestamp();
        using var timer = new PeriodicTimer(MailRows.ClaimTime / 4, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                var isHeld = clock.GetElapsedTime(renewedAt) < MailRows.ClaimTime * 0.7;
                try
                {
                    isHeld = await rows.RenewAsync(letter, done);
                    renewedAt = clock.GetTimestamp();
                }
                catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
                {
                    // As long as the claim lasts, the database may come back.
                }

                if (!isHeld)
                {
                    await lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
        }
    }

    private async Task FinishAsync(Letter letter, DeliveryResult result)
    {
        switch (result)
        {
            case DeliveryResult.Sent:
                await InsistAsync(() => rows.SentAsync(letter, CancellationToken.None));
                Measures.Mails.Add(1, new("kind", letter.Kind), new("outcome", "sent"));
                break;
            case DeliveryResult.Later later:
                var next = clock.GetUtcNow() + Backoff.After(letter.Tries + 1);
                await rows.RetryAsync(letter, next < letter.ExpiresAt ? next : letter.ExpiresAt, later.Reason, CancellationToken.None);
                Measures.Mails.Add(1, new("kind", letter.Kind), new("outcome", "delayed"));
                Delayed(log, letter.Id, letter.Kind, letter.Tries + 1, later.Reason);
                break;
            case DeliveryResult.Refused refused:
                await GiveUpAsync(letter, "refused", refused.Reason, CancellationToken.None);
                break;
        }
    }

    /// <summary>What was sent and is not noted would be sent again: the database is asked until it answers.</summary>
    private async Task InsistAsync(Func<Task> write)
    {
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception) && !ending.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), clock, CancellationToken.None);
            }
        }
    }

    private async Task GiveUpAsync(Letter letter, string why, string reason, CancellationToken cancellationToken)
    {
        if (await rows.GiveUpAsync(letter, why, reason, cancellationToken))
        {
            Measures.Mails.Add(1, new("kind", letter.Kind), new("outcome", why));
            GivenUp(log, letter.Id, letter.Kind, reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} ({Kind}) could not be delivered at try {Tries}; it is tried again. {Reason}")]
    private static partial void Delayed(ILogger log, Guid id, string kind, int tries, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} ({Kind}) was given up. {Reason}")]
    private static partial void GivenUp(ILogger log, Guid id, string kind, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox cannot be looked at; mails wait.")]
    private static partial void CouldNotLook(ILogger log, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery of mail {Id} ({Kind}) failed; it is tried again when its claim has run out.")]
    private static partial void Failed(ILogger log, Guid id, string kind, Exception exception);
}
