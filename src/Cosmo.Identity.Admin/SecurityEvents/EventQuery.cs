using System.Globalization;
using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Layout;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.SecurityEvents;

/// <summary>
/// Which events an address asks for, on the page and in the API alike: <c>type</c>, <c>severity</c>, <c>range</c> or <c>from</c> and <c>to</c>,
/// <c>user</c>, <c>client</c>, <c>ip</c> (an address or a network), <c>session</c>, <c>request</c>, <c>text</c>.
/// </summary>
/// <param name="Filter">What is asked for.</param>
/// <param name="Faults">Parameters that mean nothing, with the reason; the filter leaves them out.</param>
internal sealed record EventQuery(SecurityEventFilter Filter, IReadOnlyDictionary<string, string> Faults)
{
    private const int LongestText = 100;

    /// <summary>The parameters that it reads.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["type", "severity", "from", "to", "user", "client", "ip", "session", "request", "text"];

    public static async Task<EventQuery> ReadAsync(IQueryCollection query, AccountNames names, TimeProvider clock, CancellationToken cancellationToken)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        var filter = new SecurityEventFilter
        {
            Types = [.. All("type", text => SecurityEventCatalogue.Find(text)?.Type, "There is no such type of event.")],
            Severities = [.. All("severity", SeverityOf, "It is info, notice, warning or critical.")],
            From = One("from", InstantOf, "It is an instant, such as 2026-11-27 or 2026-11-27T14:00Z."),
            To = One("to", InstantOf, "It is an instant, such as 2026-11-27 or 2026-11-27T14:00Z."),
            Session = One("session", IdOf, "It is the identifier of a session."),
            Client = Text("client"),
            CorrelationId = Text("request"),
            Text = Text("text"),
        };
        if (filter.From is null && filter.To is null && query.ContainsKey(TimeRange.Parameter))
        {
            filter = filter with { From = clock.GetUtcNow() - TimeRange.Of(query[TimeRange.Parameter]).Length };
        }

        if (Text("ip") is { } address)
        {
            filter = Address(filter, address, faults);
        }

        if (Text("user") is { } user)
        {
            var subject = await names.FindAsync(user, cancellationToken);
            // Nobody has events where nobody is meant.
            filter = filter with { User = subject ?? Guid.Empty };
            if (subject is null)
            {
                faults["user"] = "There is no such user.";
            }
        }

        return new EventQuery(filter, faults);

        string? Text(string name) => query[name] is [{ } text] && !string.IsNullOrWhiteSpace(text) ? text.Trim() is { Length: <= LongestText } cut ? cut : text.Trim()[..LongestText] : null;

        T? One<T>(string name, Func<string, T?> parse, string fault) where T : struct => All(name, parse, fault).Select(value => (T?)value).FirstOrDefault();

        IEnumerable<T> All<T>(string name, Func<string, T?> parse, string fault) where T : struct
        {
            foreach (var text in query[name].OfType<string>().Where(text => text.Length > 0).Take(100))
            {
                if (parse(text) is { } value)
                {
                    yield return value;
                }
                else
                {
                    faults[name] = fault;
                }
            }
        }
    }

    private static SecurityEventFilter Address(SecurityEventFilter filter, string text, Dictionary<string, string> faults)
    {
        if (NetworkName.Parse(text, out _) is not { } network)
        {
            faults["ip"] = "It is an address or a network, such as 192.0.2.7 or 2001:db8::/48.";
            return filter;
        }

        return network.IsOneAddress ? filter with { IpAddress = network.Network.BaseAddress.ToString() } : filter with { Network = network.Network };
    }

    private static SecurityEventSeverity? SeverityOf(string text) =>
        Enum.GetValues<SecurityEventSeverity>().Where(severity => severity.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)).Select(severity => (SecurityEventSeverity?)severity).FirstOrDefault();

    private static Guid? IdOf(string text) => Guid.TryParseExact(text, "D", out var id) ? id : null;

    private static DateTimeOffset? InstantOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;
}
