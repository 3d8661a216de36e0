namespace Cosmo.Identity.SecurityEvents;

/// <summary>Tells whoever wants to know of each event of this node, after it is durable: the chain, the detectors, the metrics, live viewers.</summary>
internal sealed class SecurityEventFeed
{
    private readonly Listeners<SecurityEvent> listeners = new();

    /// <inheritdoc cref="Listeners{T}.Add"/>
    public IDisposable Subscribe(Action<SecurityEvent> listener) => listeners.Add(listener);

    public void Publish(SecurityEvent fact) => listeners.Tell(fact);
}
