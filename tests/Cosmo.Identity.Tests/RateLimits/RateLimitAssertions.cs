using System.Globalization;
using System.Text.RegularExpressions;
using Cosmo.Identity.Tests.Harness;
using Shouldly;

namespace Cosmo.Identity.Tests.RateLimits;

/// <summary>One limit as the headers of a response tell of it.</summary>
internal sealed record ToldLimit(string Name, long Quota, long Window, long Remaining, long Reset);

/// <summary>What every answer of a limited endpoint promises (contract: Endpoints; RFC 6585 §4, RFC 9110 §10.2.3, draft-ietf-httpapi-ratelimit-headers).</summary>
internal static partial class RateLimitAssertions
{
    /// <summary>The limits in the headers, parsed as structured fields; fails where they are none.</summary>
    public static IReadOnlyList<ToldLimit> Limits(this Answer answer)
    {
        var policies = Items(answer, "RateLimit-Policy");
        var states = Items(answer, "RateLimit");
        states.Select(state => state.Name).ShouldBe(policies.Select(policy => policy.Name), answer.ToString());
        return [.. policies.Zip(states, (policy, state) => new ToldLimit(policy.Name, policy.Value("q"), policy.Value("w"), state.Value("r"), state.Value("t")))];
    }

    /// <summary>429 of an OAuth endpoint, with everything that belongs to it; returns after how many seconds to come back.</summary>
    public static int ShouldBeRateLimited(this Answer answer)
    {
        answer.ShouldFail(429, "too_many_requests");
        answer.Header("Cache-Control").ShouldBe("no-store");
        return answer.RetryAfter();
    }

    /// <summary>The header that belongs to every 429: a whole number of seconds, and the limit that was reached before all others.</summary>
    public static int RetryAfter(this Answer answer)
    {
        answer.Status.ShouldBe(429, answer.ToString());
        var seconds = int.Parse(answer.Header("Retry-After")!, NumberStyles.None, CultureInfo.InvariantCulture);
        var limit = answer.Limits()[0];
        limit.Remaining.ShouldBe(0, answer.ToString());
        limit.Reset.ShouldBeInRange(1, limit.Window);
        seconds.ShouldBeInRange(1, (int)limit.Window + 1);
        return seconds;
    }

    private static List<Item> Items(Answer answer, string header)
    {
        var text = answer.Header(header);
        text.ShouldNotBeNull($"no {header} in {answer}");
        return [.. text.Split(", ").Select(part =>
        {
            var match = StructuredItem().Match(part);
            match.Success.ShouldBeTrue($"{header}: {part}");
            return new Item(match.Groups["name"].Value, match.Groups["key"].Captures.Select(key => key.Value).Zip(match.Groups["value"].Captures.Select(value => long.Parse(value.Value, CultureInfo.InvariantCulture))).ToDictionary());
        })];
    }

    private sealed record Item(string Name, Dictionary<string, long> Parameters)
    {
        public long Value(string key) => Parameters[key];
    }

    [GeneratedRegex("""^"(?<name>[ -!#-\[\]-~]+)"(;(?<key>[a-z]+)=(?<value>[0-9]{1,15})){2}$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StructuredItem();
}
