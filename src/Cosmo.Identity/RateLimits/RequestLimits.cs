using System.Globalization;
using System.Text.Json;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.RateLimits;

/// <summary>Holds requests to the limits: leaves exempt networks alone, says in headers what is left, and records once when a limit is reached.</summary>
internal sealed class RequestLimits(
    RateLimitsOptions options, ExemptNetworks exempt, RateLimiter limiter, SecurityEventRecorder events)
{
    /// <summary>Whether any limit can refuse this request.</summary>
    public bool AppliesTo(HttpContext context) => options.Enabled && !exempt.Contains(RequestOrigin.Of(context).Address);

    /// <summary>Counts this request for each of <paramref name="demands"/> and says true, or counts it for none and says false.</summary>
    /// <exception cref="Data.DatabaseUnavailableException">That a limit was reached could not be recorded.</exception>
    public ValueTask<bool> TakeAsync(HttpContext context, params RateLimitDemand[] demands) => DecideAsync(context, take: true, demands);

    /// <summary>Whether each of <paramref name="demands"/> would be granted; nothing is counted.</summary>
    /// <exception cref="Data.DatabaseUnavailableException">That a limit was reached could not be recorded.</exception>
    public ValueTask<bool> AllowsAsync(HttpContext context, params RateLimitDemand[] demands) => DecideAsync(context, take: false, demands);

    private async ValueTask<bool> DecideAsync(HttpContext context, bool take, RateLimitDemand[] demands)
    {
        if (!AppliesTo(context))
        {
            return true;
        }

        var answer = await limiter.DecideAsync(demands, take);
        if (take || !answer.IsAllowed)
        {
            RateLimitHeaders.Add(context, demands, answer);
        }

        if (answer.IsAllowed)
        {
            return true;
        }

        var i = 0;
        foreach (var demand in demands)
        {
            foreach (var window in demand.Policy.Windows)
            {
                if (answer.Verdicts[i].IsRefused)
                {
                    Measures.RefusedRequests.Add(1, new("reason", "rate_limit"), new("limiter", demand.Policy.Name));
                }

                if (answer.Verdicts[i++].IsNews)
                {
                    await events.RecordAsync(Reached(context, demand, window), CancellationToken.None);
                }
            }
        }

        return false;
    }

    private static SecurityEvent Reached(HttpContext context, RateLimitDemand demand, RateLimitWindow window)
    {
        var fact = SecurityEvent.Of(SecurityEventType.RateLimitReached, context);
        fact.SubjectId = demand.Subject;
        fact.NameHash = demand.NameHash;
        fact.Details = JsonSerializer.Serialize(new
        {
            limiter = demand.Policy.Name,
            counts_by = demand.Policy.CountsBy,
            limit = window.Limit,
            window = window.Window.ToString("c", CultureInfo.InvariantCulture),
        });
        return fact;
    }
}
