using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Cosmo.Identity.Telemetry;

/// <summary>Who may read the measures at <c>/metrics</c>.</summary>
public sealed class MetricsOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Metrics";

    /// <summary>
    /// CIDRs of the clients that are answered; all others get 404. Default loopback. Behind a reverse proxy of
    /// <c>ReverseProxy:TrustedNetworks</c> the client's address counts, not the proxy's.
    /// </summary>
    public IList<string> AllowedNetworks { get; set; } = ["127.0.0.0/8", "::1/128"];

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => AllowedNetworks
        .Select((network, i) => FaultOf(network) is { } fault ? new ValidationResult(fault, [$"{nameof(AllowedNetworks)}:{i}"]) : null)
        .OfType<ValidationResult>();

    private static string? FaultOf(string text) =>
        !IPNetwork.TryParse(text, out var network) || !text.Contains('/') || !network.BaseAddress.Equals(IPAddress.Parse(text.Split('/')[0]))
            ? "is no network in CIDR form, such as 10.0.0.0/24, with zero bits behind the prefix"
            // Addresses are compared in their canonical form, which such a network would never match.
            : network.BaseAddress.IsIPv4MappedToIPv6 ? "is an IPv4-mapped network; write it as IPv4"
            : null;
}
