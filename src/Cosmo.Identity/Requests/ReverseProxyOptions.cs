using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;

namespace Cosmo.Identity.Requests;

/// <summary>Which peers are reverse proxies of ours. Nobody else is believed about addresses or schemes.</summary>
internal sealed class ReverseProxyOptions : IValidatableObject
{
    public const string Section = "ReverseProxy";

    /// <summary>
    /// CIDRs of the only peers whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> count. Default none: the socket's peer is the client.
    /// Too wide a network lets anyone inside it claim any address.
    /// </summary>
    public IList<string> TrustedNetworks { get; set; } = [];

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => TrustedNetworks
        .Select((network, i) => FaultOf(network) is { } fault ? new ValidationResult(fault, [$"{nameof(TrustedNetworks)}:{i}"]) : null)
        .OfType<ValidationResult>();

    private static string? FaultOf(string text) =>
        // 10.0.0.0/8 and fc00::/7 are the widest networks that are anybody's own.
        Cidr.FaultOf(text) ?? (IPNetwork.Parse(text) is var network && network.PrefixLength < (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 8 : 7)
            ? "trusts so many peers that anyone could claim any address; name your proxies"
            : null);
}
