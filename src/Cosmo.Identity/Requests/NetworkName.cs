using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cosmo.Identity.Requests;

/// <summary>An address or a network as an administrator names it, in its one spelling.</summary>
public sealed record NetworkName
{
    private NetworkName(IPNetwork network, bool isAddress) => (Network, IsAddress) = (network, isAddress);

    /// <summary>The network; one of full length for an address.</summary>
    public IPNetwork Network { get; }

    /// <summary>Whether a single address was named.</summary>
    public bool IsAddress { get; }

    /// <summary>Whether it holds no second address, however it was named.</summary>
    public bool IsOneAddress => IsAddress || Network.PrefixLength == 128;

    /// <summary><c>192.0.2.7</c> or <c>2001:db8::/64</c>: as events and scores name it.</summary>
    public string Text => IsAddress ? Network.BaseAddress.ToString() : Network.ToString();

    /// <summary>What a block of it covers: a single IPv6 address stands for its /64, inside which its owner chooses addresses freely.</summary>
    public NetworkName Subscriber => IsAddress ? Of(Subnet.OfSubscriber(Network.BaseAddress)) : this;

    /// <summary>The next larger network that usually has one owner: a /24, or a /48. Itself where it is no smaller.</summary>
    public NetworkName Around
    {
        get
        {
            var prefix = Network.BaseAddress.AddressFamily is AddressFamily.InterNetwork ? 24 : 48;
            return Network.PrefixLength <= prefix ? this : Of(Subnet.Of(Network.BaseAddress, prefix));
        }
    }

    /// <summary>Of a network; one of full length is a network still, unless it is an IPv4 address.</summary>
    public static NetworkName Of(IPNetwork network) =>
        new(network, network.BaseAddress.AddressFamily is AddressFamily.InterNetwork && network.PrefixLength == 32);

    /// <summary>Reads what somebody wrote; null, with the fault said in English, where it is neither address nor network.</summary>
    public static NetworkName? Parse(string text, out string? fault)
    {
        text = text.Trim();
        return Subnet.TryParse(text, out fault) is not { } network ? null
            : text.Contains('/', StringComparison.Ordinal) ? Of(network)
            : new NetworkName(network, isAddress: true);
    }

    /// <inheritdoc />
    public override string ToString() => Text;

    /// <summary>
    /// A pattern of SQL's LIKE that all its addresses fit, and others: the fixed beginning of their text. Addresses are stored as text, and
    /// whoever searches looks at what is found once more.
    /// </summary>
    internal string LikePattern
    {
        get
        {
            if (Network.BaseAddress.AddressFamily is AddressFamily.InterNetwork)
            {
                var octets = Network.BaseAddress.ToString().Split('.').Take(Network.PrefixLength / 8).ToList();
                return octets.Count == 4 ? Network.BaseAddress.ToString() : string.Concat(octets.Select(octet => octet + ".")) + "%";
            }

            var bytes = Network.BaseAddress.GetAddressBytes();
            // Groups of zeros may be left out of the text, and then what follows stands elsewhere; the second half may be written as an IPv4 address.
            var groups = Enumerable.Range(0, Network.PrefixLength / 16).Select(i => (bytes[2 * i] << 8) | bytes[(2 * i) + 1]).TakeWhile(group => group != 0);
            return string.Concat(groups.Take(4).Select(group => group.ToString("x", CultureInfo.InvariantCulture) + ":")) + "%";
        }
    }

    /// <summary>Whether an address as events store it lies in here.</summary>
    internal bool Holds(string? address) => IPAddress.TryParse(address, out var parsed) && Network.Contains(parsed);
}
