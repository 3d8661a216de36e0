using System.Net;
using System.Net.Sockets;

namespace Cosmo.Identity.Requests;

/// <summary>Networks as settings name them: one spelling for each, the one that addresses are compared with.</summary>
internal static class Cidr
{
    private const string NoNetwork = "is no network in CIDR form, such as 10.0.0.0/24, with zero bits behind the prefix";

    /// <summary>Why the text names no network; null when it names one.</summary>
    public static string? FaultOf(string text)
    {
        if (!IPAddress.TryParse(text.Split('/')[0], out var address))
        {
            return NoNetwork;
        }

        // Addresses are compared in their canonical form, which such a network would never match.
        if (address.IsIPv4MappedToIPv6)
        {
            return "is an IPv4-mapped network; write it as IPv4";
        }

        if (!text.Contains('/'))
        {
            return $"is an address; a network is written {address}/{(address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)}";
        }

        // The framework's parser drops the bits behind the prefix: 10.1.2.3/8 would hold more than it says.
        return IPNetwork.TryParse(text, out var network) && network.BaseAddress.Equals(address) ? null : NoNetwork;
    }
}
