using System.Net;
using Cosmo.Identity.Settings;
using Microsoft.Extensions.Configuration;

namespace Cosmo.Identity.Requests;

/// <summary>The networks of <c>RateLimits:ExemptNetworks</c>: no rate limit, no lockout by address and no block applies to them.</summary>
internal sealed class ExemptNetworks : ISettingValue
{
    private NetworkSet all = new([]);

    /// <inheritdoc cref="NetworkSet.Contains"/>
    public bool Contains(IPAddress address) => all.Contains(address);

    /// <inheritdoc cref="NetworkSet.Covers"/>
    public bool Covers(IPNetwork network) => all.Covers(network);

    public void Read(IConfigurationSection section, Action<string, string?, string> fail)
    {
        if (section.Value is { Length: > 0 } text)
        {
            fail(section.Path, text, $"is a list: give {section.Path}:0, {section.Path}:1 and so on");
            return;
        }

        var networks = new List<IPNetwork>();
        foreach (var child in section.GetChildren())
        {
            if (Cidr.FaultOf(child.Value ?? "") is { } fault)
            {
                fail(child.Path, child.Value, fault);
            }
            else
            {
                networks.Add(IPNetwork.Parse(child.Value!));
            }
        }

        all = new NetworkSet(networks);
    }
}
