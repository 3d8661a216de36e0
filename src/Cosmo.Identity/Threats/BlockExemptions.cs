using System.Net;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Threats;

/// <summary>Networks that no block applies to: those of <c>Threats:ExemptNetworks</c> and of <c>RateLimits:ExemptNetworks</c> together.</summary>
internal sealed class BlockExemptions(ThreatsOptions options, ExemptNetworks exempt)
{
    private readonly NetworkSet own = new(options.ExemptNetworks.Select(text => Subnet.TryParse(text, out _)).OfType<IPNetwork>());

    public bool Contains(IPAddress address) => own.Contains(address) || exempt.Contains(address);

    /// <summary>Whether nobody in <paramref name="network"/> could be refused.</summary>
    public bool Covers(IPNetwork network) => own.Covers(network) || exempt.Covers(network);
}
