using System.Text.Json.Serialization;

namespace Cosmo.Identity.Places;

/// <summary>Where an address is, as the operator's database says it: roughly, and never a proof. At least one of the three is known.</summary>
/// <param name="CountryCode">ISO 3166-1, two capital letters, such as <c>DE</c>; null where it is not known.</param>
/// <param name="CountryName">What the country is called, in the language of the reader where the database knows it, else in English.</param>
/// <param name="City">The town, likewise; null where the database has none for the address.</param>
public sealed record Place(string? CountryCode, string? CountryName, string? City)
{
    /// <summary>On one line, such as <c>Berlin, Germany</c>.</summary>
    [JsonIgnore]
    public string Text => (City, CountryName ?? CountryCode) switch
    {
        ({ } city, { } country) when city != country => $"{city}, {country}",
        var (city, country) => city ?? country ?? "",
    };
}
