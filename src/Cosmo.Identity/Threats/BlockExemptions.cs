using System.Net;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Threats.Exemptions;

namespace Cosmo.Identity.Threats;

/// <summary>
/// Networks that no block applies to: those of <c>Threats:ExemptNetworks</c> and of <c>RateLimits:ExemptNetworks</c>, and those that
/// administrators exempted.
/// </summary>
internal sealed class BlockExemptions(ThreatsOptions options, ExemptNetworks exempt, ExemptionTable placed)
{
    private readonly NetworkSet own = new(options.ExemptNetworks.Select(text => Subnet.TryParse(text, out _)).OfType<IPNetwork>());

    public bool Contains(IPAddress address) => placed.Contains(address) || SettingsContain(address);

    /// <summary>Whether nobody in <paramref name="network"/> could be refused.</summary>
    public bool Covers(IPNetwork network) => placed.Covers(network) || SettingsCover(network);

    /// <summary>Whether the operator exempted the address: that lasts, and is a word of trust. What an administrator exempts is neither.</summary>
    public bool SettingsContain(IPAddress address) => own.Contains(address) || exempt.Contains(address);

    /// <inheritdoc cref="SettingsContain"/>
    public bool SettingsCover(IPNetwork network) => own.Covers(network) || exempt.Covers(network);
}
