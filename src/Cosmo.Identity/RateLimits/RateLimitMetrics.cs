using System.Diagnostics.Metrics;

namespace Cosmo.Identity.RateLimits;

/// <summary>How often limits were reached, and how often the shared counters did not answer.</summary>
internal sealed class RateLimitMetrics
{
    public const string Meter = "Cosmo.Identity.RateLimits";

    private readonly Counter<long> refused;
    private readonly Counter<long> failed;

    public RateLimitMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meter);
        refused = meter.CreateCounter<long>("cosmo.rate_limits.refused", "{request}", "Requests that a rate limit refused, by limit.");
        failed = meter.CreateCounter<long>("cosmo.rate_limits.shared_counters_failed", "{failure}", "Times that the shared counters did not answer and the node counted by itself.");
    }

    public void Refused(string policy) => refused.Add(1, new KeyValuePair<string, object?>("limit", policy));

    public void SharedCountersFailed() => failed.Add(1);
}
