using System.Net;

namespace Cosmo.Identity.Requests;

/// <summary>Some networks, asked of every request.</summary>
internal sealed class NetworkSet(IEnumerable<IPNetwork> networks)
{
    private readonly IPNetwork[] all = [.. networks];

    /// <param name="address">Canonical, as <see cref="RequestOrigin.Address"/> is.</param>
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

    /// <summary>Whether one of them holds every address of <paramref name="network"/>.</summary>
    public bool Covers(IPNetwork network) => Array.Exists(all, one => one.PrefixLength <= network.PrefixLength && one.Contains(network.BaseAddress));
}
