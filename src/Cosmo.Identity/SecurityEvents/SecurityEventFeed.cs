namespace Cosmo.Identity.SecurityEvents;

/// <summary>Tells whoever wants to know of each event of this node, after it is durable: the chain, the detectors, the metrics, live viewers.</summary>
internal sealed class SecurityEventFeed
{
    private readonly Lock changing = new();
    private volatile Action<SecurityEvent>[] listeners = [];

    /// <summary>Until disposed. A listener is called on the request's thread: it takes note and returns, and never throws.</summary>
    public IDisposable Subscribe(Action<SecurityEvent> listener)
    {
        Change(all => [.. all, listener]);
        return new Subscription(this, listener);
    }

    public void Publish(SecurityEvent fact)
    {
        foreach (var listener in listeners)
        {
            listener(fact);
        }
    }

    private void Change(Func<Action<SecurityEvent>[], Action<SecurityEvent>[]> change)
    {
        lock (changing)
        {
            listeners = change(listeners);
        }
    }

    private sealed class Subscription(SecurityEventFeed feed, Action<SecurityEvent> listener) : IDisposable
    {
        public void Dispose() => feed.Change(all => [.. all.Where(other => other != listener)]);
    }
}
