using System.ComponentModel.DataAnnotations;

namespace Cosmo.Identity.Places;

/// <summary>Where the places of addresses are looked up. Nowhere by default.</summary>
internal sealed class GeoIpOptions : IValidatableObject
{
    public const string Section = "GeoIp";

    /// <summary>
    /// A database of cities or countries in the MaxMind DB format (<c>.mmdb</c>), such as GeoLite2-City; a relative path starts at the
    /// current directory. Default none: addresses are shown without places. A file that takes its place is noticed within a minute.
    /// </summary>
    public string? Database { get; set; }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Database is { Length: > 0 } path && GeoIpFile.FaultOf(path) is { } fault ? [new ValidationResult(fault, [nameof(Database)])] : [];
}
