namespace Cosmo.Identity.Mail;

/// <summary>Tells this process's delivery that a mail was posted; told ten times before it looks, it looks once.</summary>
internal sealed class MailSignal : IDisposable
{
    private readonly SemaphoreSlim posted = new(0, 1);

    /// <summary>A mail was committed.</summary>
    public void Wake()
    {
        try
        {
            posted.Release();
        }
        catch (SemaphoreFullException)
        {
            // It will look anyway.
        }
    }

    /// <summary>Returns when a mail was posted, or after <paramref name="longest"/>.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => posted.WaitAsync(longest, cancellationToken);

    public void Dispose() => posted.Dispose();
}
