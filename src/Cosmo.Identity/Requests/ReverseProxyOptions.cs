using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;

namespace Cosmo.Identity.Requests;

/// <summary>Which peers are reverse proxies of ours. Nobody else is believed about addresses or schemes.</summary>
internal sealed class ReverseProxyOptions : IValidatableObject
{
    public const string Section = "ReverseProxy";

    private const string NoNetwork = "is no network in CIDR form, such as 10.0.0.0/24, with zero bits behind the prefix";

    /// <summary>
    /// CIDRs of the only peers whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> count. Default none: the socket's peer is the client.
    /// Too wide a network lets anyone inside it claim any address.
    /// </summary>
    public IList<string> TrustedNetworks { get; set; } = [];

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => TrustedNetworks
        .Select((network, i) => FaultOf(network) is { } fault ? new ValidationResult(fault, [$"{nameof(TrustedNetworks)}:{i}"]) : null)
        .OfType<ValidationResult>();

    private static string? FaultOf(string text)
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

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (!text.Contains('/'))
        {
            return $"is an address; a network is written {address}/{bits}";
        }

        // The framework's parser drops the bits behind the prefix: 10.1.2.3/8 would trust more than it says.
        return !IPNetwork.TryParse(text, out var network) || !network.BaseAddress.Equals(address) ? NoNetwork
            // 10.0.0.0/8 and fc00::/7 are the widest networks that are anybody's own.
            : network.PrefixLength < (bits == 32 ? 8 : 7) ? "trusts so many peers that anyone could claim any address; name your proxies"
            : null;
    }
}
