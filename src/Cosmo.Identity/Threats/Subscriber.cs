using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Threats;

/// <summary>
/// Whom one judges: an IPv4 address, or the /64 in which an IPv6 subscriber chooses addresses freely. Sixteen bytes, so that
/// hundreds of thousands fit into memory.
/// </summary>
internal readonly record struct Subscriber
{
    private readonly ulong bits;
    private readonly bool isV6;

    private Subscriber(ulong bits, bool isV6)
    {
        this.bits = bits;
        this.isV6 = isV6;
    }

    /// <summary>A number that is equal for equal subscribers, and hardly ever for others.</summary>
    public long Number => (long)(isV6 ? bits : bits | 0xFFFF_0000_0000_0000);

    /// <summary>The address, or the first one of the /64.</summary>
    public IPAddress Address
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            if (isV6)
            {
                bytes[8..].Clear();
                BinaryPrimitives.WriteUInt64BigEndian(bytes, bits);
                return new IPAddress(bytes);
            }

            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)bits);
            return new IPAddress(bytes[..4]);
        }
    }

    public static Subscriber Of(IPAddress address)
    {
        var canonical = CanonicalAddress.Of(address);
        Span<byte> bytes = stackalloc byte[16];
        canonical.TryWriteBytes(bytes, out _);
        return canonical.AddressFamily is AddressFamily.InterNetworkV6
            ? new Subscriber(BinaryPrimitives.ReadUInt64BigEndian(bytes), isV6: true)
            : new Subscriber(BinaryPrimitives.ReadUInt32BigEndian(bytes), isV6: false);
    }

    /// <summary>Of an address as events store it, or of a subscriber's network as blocks do; null where it is neither.</summary>
    public static Subscriber? TryParse(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
        {
            return null;
        }

        var own = address.AddressFamily is AddressFamily.InterNetworkV6 ? "/64" : "/32";
        return slash < 0 || text[slash..].SequenceEqual(own) ? Of(address) : null;
    }

    /// <summary>As limits are keyed: <c>192.0.2.7</c> or <c>2001:db8::/64</c>.</summary>
    public override string ToString() => CanonicalAddress.LimitKey(Address);
}
