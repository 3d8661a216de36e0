namespace Cosmo.Identity.Threats.Detection;

/// <summary>The recent past of one name that somebody tries to get in with.</summary>
internal sealed class AccountWindow
{
    private const int MostAddresses = 256;

    private readonly RecentSet addresses = new(MostAddresses);
    private TimeSpan silentUntil;

    /// <summary>The account, once an event has told it; a name that no account has is nobody's.</summary>
    public Guid? Subject { get; private set; }

    public void Add(in Signal signal, TimeSpan now)
    {
        Subject ??= signal.Subject;
        if (signal.Kind is SignalKind.Success)
        {
            // Where its owner gets in, its owner's failures come from.
            addresses.Remove(signal.Subscriber.Number);
        }
        else if (!signal.OnKnownDevice)
        {
            addresses.Add(signal.Subscriber.Number, now);
        }
    }

    public int Addresses(TimeSpan now, TimeSpan window) => now < silentUntil ? 0 : addresses.CountSince(now - window);

    /// <summary>Once per window.</summary>
    public void Silence(TimeSpan until)
    {
        silentUntil = until;
        addresses.Clear();
    }
}
