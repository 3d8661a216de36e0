using System.Net;
using System.Net.Sockets;

namespace Cosmo.Identity.Requests;

/// <summary>The network that an address is taken to belong to when it matters whether somebody is where they usually are.</summary>
internal static class ClientNetwork
{
    private const int KeptOfIPv4 = 3;
    private const int KeptOfIPv6 = 6;

    /// <summary>The /24 of an IPv4 address, the /48 of an IPv6 one: what a household or a company has.</summary>
    public static string Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        var kept = address.AddressFamily is AddressFamily.InterNetwork ? KeptOfIPv4 : KeptOfIPv6;
        bytes[kept..length].Clear();
        return $"{new IPAddress(bytes[..length])}/{kept * 8}";
    }
}
