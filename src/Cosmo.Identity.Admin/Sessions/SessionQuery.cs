using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Layout;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Sessions.Care;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.Sessions;

/// <summary>
/// Which sessions an address asks for, on the page and in the API alike: <c>user</c>, <c>device</c>, <c>ip</c> (an address or a network),
/// <c>client</c>, <c>newer</c> and <c>older</c> (ages as <see cref="TimeRange"/> names them), <c>ended</c> (<c>1</c>: those that are over, too).
/// </summary>
/// <param name="Filter">What is asked for.</param>
/// <param name="Faults">Parameters that mean nothing, with the reason in the language of the request.</param>
internal sealed record SessionQuery(SessionFilter Filter, IReadOnlyDictionary<string, string> Faults)
{
    private const int LongestText = 100;

    public static async Task<SessionQuery> ReadAsync(IQueryCollection query, AccountNames names, TimeProvider clock, CancellationToken cancellationToken)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        var filter = new SessionFilter
        {
            Device = Text("device"),
            Client = Text("client"),
            Since = AgeOf("newer") is { } newer ? now - newer : null,
            Until = AgeOf("older") is { } older ? now - older : null,
            WithEnded = query["ended"] == "1",
        };
        if (Text("ip") is { } address)
        {
            if (NetworkName.Parse(address, out _) is { } network)
            {
                filter = network.IsOneAddress ? filter with { IpAddress = network.Network.BaseAddress.ToString() } : filter with { Network = network.Network };
            }
            else
            {
                faults["ip"] = SessionTexts.BadAddress;
            }
        }

        if (Text("user") is { } user)
        {
            var subject = await names.FindAsync(user, cancellationToken);
            // Nobody has sessions where nobody is meant.
            filter = filter with { User = subject ?? Guid.Empty };
            if (subject is null)
            {
                faults["user"] = SessionTexts.NoSuchUser;
            }
        }

        return new SessionQuery(filter, faults);

        string? Text(string name) => query[name] is [{ } text] && !string.IsNullOrWhiteSpace(text) ? text.Trim() is { Length: <= LongestText } cut ? cut : text.Trim()[..LongestText] : null;

        TimeSpan? AgeOf(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (TimeRange.All.FirstOrDefault(range => range.Name == text) is { } age)
            {
                return age.Length;
            }

            faults[name] = SessionTexts.BadAge;
            return null;
        }
    }
}
