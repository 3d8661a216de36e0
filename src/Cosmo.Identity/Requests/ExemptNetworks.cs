using System.Net;

namespace Cosmo.Identity.Requests;

/// <summary>The networks of <c>RateLimits:ExemptNetworks</c>: no rate limit, no lockout by address and no block applies to them.</summary>
internal sealed class ExemptNetworks(IEnumerable<string> networks)
{
    private readonly IPNetwork[] all = [.. networks.Select(IPNetwork.Parse)];

    /// <summary>Whether the canonical <paramref name="address"/> is in one of them.</summary>
    public bool Contains(IPAddress address)
    {
        foreach (var network in all)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
