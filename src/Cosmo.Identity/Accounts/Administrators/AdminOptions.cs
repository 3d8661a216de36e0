using System.ComponentModel.DataAnnotations;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Accounts.Administrators;

/// <summary>From where, and where, the admin area is reached.</summary>
public sealed class AdminOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Admin";

    /// <summary>
    /// CIDRs of the clients that the admin area and its API answer; all others are refused whoever they are. Default none, which means
    /// any. Behind a reverse proxy of <c>ReverseProxy:TrustedNetworks</c> the client's address counts, not the proxy's.
    /// </summary>
    public IList<string> AllowedNetworks { get; set; } = [];

    /// <summary>
    /// Addresses of a listener of its own, separated by semicolons, each with a port that <c>Urls</c> does not have, such as
    /// <c>http://10.0.0.5:5081</c>. Where it is given, the admin area and its API answer there and nowhere else. Default none.
    /// </summary>
    public string? Urls { get; set; }

    /// <summary>The ports of <see cref="Urls"/>.</summary>
    public IReadOnlyList<int> Ports => [.. Addresses.Select(address => PortOf(address)!.Value)];

    /// <summary>The addresses of <see cref="Urls"/>.</summary>
    internal IReadOnlyList<string> Addresses => (Urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < AllowedNetworks.Count; i++)
        {
            if (Subnet.TryParse(AllowedNetworks[i], out var fault) is null)
            {
                yield return new ValidationResult(fault, [$"{nameof(AllowedNetworks)}:{i}"]);
            }
        }

        if (Addresses.Any(address => PortOf(address) is null))
        {
            yield return new ValidationResult("must be addresses with a port, such as http://10.0.0.5:5081, separated by semicolons", [nameof(Urls)]);
        }
    }

    // Kestrel takes * and + for any host, which no URI has.
    private static int? PortOf(string address) =>
        Uri.TryCreate(address.Replace("://*", "://any", StringComparison.Ordinal).Replace("://+", "://any", StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", PathAndQuery: "/" } && address.EndsWith($":{uri.Port}", StringComparison.Ordinal) && uri.Port > 0
            ? uri.Port
            : null;
}
