using System.Net;
using System.Net.Sockets;

namespace Cosmo.Identity.Requests;

/// <summary>One spelling per address, so that limits, blocks and allow lists cannot be dodged by writing it differently.</summary>
internal static class CanonicalAddress
{
    private const int LongestText = 45;

    /// <summary>IPv4-mapped IPv6 becomes IPv4; the zone, which means something on one machine only, is dropped.</summary>
    public static IPAddress Of(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } ? new IPAddress(address.GetAddressBytes())
        : address;

    /// <summary>Null unless the text is one plain address: no port, brackets, zone, leading zeros or short forms such as <c>127.1</c>.</summary>
    public static IPAddress? TryParse(ReadOnlySpan<char> text)
    {
        text = text.Trim(" \t");
        if (text.Length is 0 or > LongestText
            || text.ContainsAny('[', '%', '/')
            || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        // The parser also takes 1, 0x7f.1 and 010.0.0.1: only the spelling that it would write itself is unambiguous.
        return address.AddressFamily is AddressFamily.InterNetwork && !text.SequenceEqual(address.ToString()) ? null : Of(address);
    }

    /// <summary>What one subscriber owns: an IPv4 address, or an IPv6 /64 in which they choose addresses freely.</summary>
    public static string LimitKey(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
