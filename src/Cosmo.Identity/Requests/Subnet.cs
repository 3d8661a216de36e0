using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cosmo.Identity.Requests;

/// <summary>Networks in CIDR form, one spelling for each: what settings, commands and blocks name addresses by.</summary>
internal static class Subnet
{
    private const int BitsOfIPv4 = 32;

    private const int BitsOfIPv6 = 128;

    /// <summary>The network of one subscriber: a /32, or the /64 of an IPv6 address, inside which they choose addresses freely.</summary>
    public static IPNetwork OfSubscriber(IPAddress address)
    {
        address = CanonicalAddress.Of(address);
        return address.AddressFamily is AddressFamily.InterNetwork ? new IPNetwork(address, BitsOfIPv4) : new IPNetwork(Masked(address, 64), 64);
    }

    /// <summary>The network of this length that an address lies in.</summary>
    public static IPNetwork Of(IPAddress address, int prefix) => new(Masked(address, prefix), prefix);

    /// <summary>A network, or the network of a single address. IPv4-mapped ones become IPv4.</summary>
    /// <returns>Null, with the fault said, unless the text is one.</returns>
    public static IPNetwork? TryParse(string text, out string? fault)
    {
        fault = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (CanonicalAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash)) is not { } address || text.AsSpan().Trim().Length != text.Length)
        {
            fault = "is no network in CIDR form, such as 192.0.2.0/24 or 2001:db8::/48";
            return null;
        }

        var bits = address.AddressFamily is AddressFamily.InterNetwork ? BitsOfIPv4 : BitsOfIPv6;
        // ::ffff:192.0.2.0/120 is written with 96 bits in front of the address that it means.
        var extra = bits == BitsOfIPv4 && text.Contains(':', StringComparison.Ordinal) ? BitsOfIPv6 - BitsOfIPv4 : 0;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || (prefix -= extra) < 0 || prefix > bits))
        {
            fault = $"has no prefix length from {extra} to {bits + extra} behind the slash";
            return null;
        }

        var start = Masked(address, prefix);
        if (!start.Equals(address))
        {
            fault = $"has bits behind its prefix; the network is written {start}/{prefix}";
            return null;
        }

        return new IPNetwork(start, prefix);
    }

    /// <summary>The address as 128 bits, an IPv4 one in its IPv4-mapped form.</summary>
    public static UInt128 Bits(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4 ? new UInt128(0, 0xFFFF_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(bytes)) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>How many of the 128 bits of <see cref="Bits"/> the network fixes.</summary>
    public static int PrefixOf(IPNetwork network) =>
        network.BaseAddress.AddressFamily is AddressFamily.InterNetwork ? network.PrefixLength + BitsOfIPv6 - BitsOfIPv4 : network.PrefixLength;

    /// <summary>How many of the 128 bits of <see cref="Bits"/> every network of the address's own family fixes: <c>::/64</c> holds no IPv4 address.</summary>
    public static int FixedBitsOf(IPAddress address) => address.AddressFamily is AddressFamily.InterNetwork ? BitsOfIPv6 - BitsOfIPv4 : 0;

    private static IPAddress Masked(IPAddress address, int prefix)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        bytes = bytes[..length];
        for (var i = 0; i < length; i++)
        {
            var kept = Math.Clamp(prefix - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new IPAddress(bytes);
    }
}
