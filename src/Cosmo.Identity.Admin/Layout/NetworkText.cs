using System.Net;
using System.Net.Sockets;

namespace Cosmo.Identity.Admin.Layout;

/// <summary>Addresses and networks as administrators write them.</summary>
internal static class NetworkText
{
    /// <summary>The network that is meant; a single address is one of its full length. Null where the text is neither.</summary>
    public static IPNetwork? Parse(string text)
    {
        text = text.Trim();
        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        // Shorter forms of IPv4, such as 10.1, mean something else to everybody.
        if (!IPAddress.TryParse(text, out var address) || (address.AddressFamily is AddressFamily.InterNetwork && text.Count(c => c == '.') != 3) || text.Contains('%', StringComparison.Ordinal))
        {
            return null;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return new IPNetwork(address, address.AddressFamily is AddressFamily.InterNetwork ? 32 : 128);
    }

    /// <summary>Whether it is one address.</summary>
    public static bool IsAddress(IPNetwork network) => network.PrefixLength == (network.BaseAddress.AddressFamily is AddressFamily.InterNetwork ? 32 : 128);
}
