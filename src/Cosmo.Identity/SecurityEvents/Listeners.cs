namespace Cosmo.Identity.SecurityEvents;

/// <summary>Who wants to hear of something. A listener is called on the thread of who tells: it takes note and returns, and never throws.</summary>
internal sealed class Listeners<T>
{
    private readonly Lock changing = new();
    private volatile Action<T>[] all = [];

    public bool AreNone => all.Length == 0;

    /// <summary>Until disposed.</summary>
    public IDisposable Add(Action<T> listener)
    {
        Change(before => [.. before, listener]);
        return new Subscription(this, listener);
    }

    public void Tell(T what)
    {
        foreach (var listener in all)
        {
            listener(what);
        }
    }

    private void Change(Func<Action<T>[], Action<T>[]> change)
    {
        lock (changing)
        {
            all = change(all);
        }
    }

    private sealed class Subscription(Listeners<T> listeners, Action<T> listener) : IDisposable
    {
        public void Dispose() => listeners.Change(all => [.. all.Where(other => other != listener)]);
    }
}
