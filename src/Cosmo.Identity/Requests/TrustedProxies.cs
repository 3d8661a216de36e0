using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Cosmo.Identity.Requests;

/// <summary>Decides who the client of a request is when it may have come through reverse proxies.</summary>
internal sealed class TrustedProxies(IOptions<ReverseProxyOptions> options)
{
    // More proxies than anyone chains, and few enough that a header of 64 KB costs no more than an honest one.
    private const int MostHops = 16;

    private readonly NetworkSet _networks = new(options.Value.TrustedNetworks.Select(IPNetwork.Parse));

    public bool Trusts(IPAddress address) => _networks.Contains(address);

    /// <summary>
    /// Each proxy appends the peer it saw, so only the right end of the list can be believed: walk from there to the first
    /// hop that is none of ours. An entry on that way that is no plain address makes the whole header void, and the peer is the client.
    /// </summary>
    public IPAddress ClientOf(IPAddress peer, StringValues forwardedFor)
    {
        var client = peer;
        var hops = 0;
        for (var line = forwardedFor.Count - 1; line >= 0; line--)
        {
            var rest = forwardedFor[line].AsSpan();
            for (var end = false; !end;)
            {
                var comma = rest.LastIndexOf(',');
                if (++hops > MostHops || CanonicalAddress.TryParse(rest[(comma + 1)..]) is not { } hop)
                {
                    return peer;
                }

                client = hop;
                if (!Trusts(hop))
                {
                    return client;
                }

                end = comma < 0;
                rest = end ? default : rest[..comma];
            }
        }

        return client;
    }
}
