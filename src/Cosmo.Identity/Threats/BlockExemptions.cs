using System.Net;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Threats;

/// <summary>Networks that no block applies to: those of <c>Threats:ExemptNetworks</c> and of <c>RateLimits:ExemptNetworks</c> together.</summary>
internal sealed class BlockExemptions(IEnumerable<string> networks)
{
    private readonly IPNetwork[] _networks = [.. networks.Select(text => Subnet.TryParse(text, out _)).OfType<IPNetwork>()];

    public bool Contains(IPAddress address)
    {
        foreach (var network in _networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether nobody in <paramref name="network"/> could be refused.</summary>
    public bool Covers(IPNetwork network) => Array.Exists(_networks, exempt => exempt.PrefixLength <= network.PrefixLength && exempt.Contains(network.BaseAddress));
}
