using System.Net;
using Microsoft.Extensions.Configuration;

namespace Cosmo.Identity.Requests;

/// <summary>The networks of <c>RateLimits:ExemptNetworks</c>: nothing that counts by address counts them.</summary>
internal sealed class ExemptNetworks(IEnumerable<IPNetwork> networks)
{
    private readonly IPNetwork[] all = [.. networks];

    /// <summary>What the settings say; they were checked before.</summary>
    public static ExemptNetworks Read(IConfiguration configuration) => new(
        configuration.GetSection("RateLimits:ExemptNetworks").GetChildren()
            .Select(item => IPNetwork.TryParse(item.Value, out var network) ? network : (IPNetwork?)null)
            .OfType<IPNetwork>());

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
}
