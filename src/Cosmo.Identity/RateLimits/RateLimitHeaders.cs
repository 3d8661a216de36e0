using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.RateLimits;

/// <summary>Says in the headers of draft-ietf-httpapi-ratelimit-headers what a client may still do, the tightest limit first, and when to come back.</summary>
internal static class RateLimitHeaders
{
    public const string Policy = "RateLimit-Policy";
    public const string State = "RateLimit";

    private const long Second = 1_000_000;

    /// <summary>Adds the limits of one answer to those that the response tells of already.</summary>
    public static void Add(HttpContext context, RateLimitDemand[] demands, RateLimitAnswer answer)
    {
        var limits = context.Features.Get<TellableLimits>() ?? new TellableLimits();
        context.Features.Set(limits);
        var i = 0;
        foreach (var demand in demands)
        {
            var isFirst = true;
            foreach (var window in demand.Policy.Windows)
            {
                limits.Set(Describe(demand.Policy.Name, window, isFirst, answer.Verdicts[i++]));
                isFirst = false;
            }
        }

        limits.WriteTo(context.Response.Headers);
    }

    private static TellableLimit Describe(string name, RateLimitWindow window, bool isFirst, RateLimitVerdict verdict)
    {
        var seconds = (long)Math.Ceiling(window.Window.TotalSeconds);
        // Names are unique in a response, so a further window has its length in its name.
        var unique = isFirst ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{seconds}");
        return new TellableLimit(unique, window.Limit, seconds, Math.Max(0, window.Limit - verdict.Used), (verdict.FreeIn + Second - 1) / Second, verdict.IsRefused);
    }

    private sealed record TellableLimit(string Name, int Quota, long Window, int Remaining, long FreeIn, bool IsRefused)
    {
        public string Policy => string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";q={Quota};w={Window}");

        public string State => string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";r={Remaining};t={Math.Min(FreeIn, Window)}");
    }

    private sealed class TellableLimits
    {
        private readonly List<TellableLimit> all = [];

        public void Set(TellableLimit limit)
        {
            all.RemoveAll(other => string.Equals(other.Name, limit.Name, StringComparison.Ordinal));
            all.Add(limit);
        }

        public void WriteTo(IHeaderDictionary headers)
        {
            var ordered = all.OrderByDescending(limit => limit.IsRefused).ThenBy(limit => limit.Remaining).ThenByDescending(limit => limit.FreeIn).ToList();
            headers[Policy] = string.Join(", ", ordered.Select(limit => limit.Policy));
            headers[State] = string.Join(", ", ordered.Select(limit => limit.State));
            if (ordered.Exists(limit => limit.IsRefused))
            {
                headers.RetryAfter = Math.Max(1, ordered.Where(limit => limit.IsRefused).Max(limit => limit.FreeIn)).ToString(CultureInfo.InvariantCulture);
            }
        }
    }
}
