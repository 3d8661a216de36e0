using Cosmo.Identity.Languages;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Places;

/// <summary>
/// Reads what a database says of an address. There are two layouts: maps with names in many languages, as MaxMind and DB-IP have them,
/// and plain texts, as IPinfo has them. What fits neither is left out.
/// </summary>
internal static class PlaceRecord
{
    private const int LongestName = 100;

    /// <summary>Null where nothing of it is a place.</summary>
    public static Place? Read(IReadOnlyDictionary<string, object> record, Language language)
    {
        var (country, city) = (record.GetValueOrDefault("country"), record.GetValueOrDefault("city"));
        var code = Code(Member(country, "iso_code")) ?? Code(record.GetValueOrDefault("country_code")) ?? Code(country);
        var name = Name(country, language) ?? Text(record.GetValueOrDefault("country_name")) ?? (Code(country) is null ? Text(country) : null);
        var town = Name(city, language) ?? Text(city);
        return code is null && name is null && town is null ? null : new Place(code, name, town);
    }

    private static string? Name(object? thing, Language language) =>
        Member(thing, "names") is { } names ? Text(Member(names, language.Tag)) ?? Text(Member(names, Language.English.Tag)) : null;

    private static object? Member(object? thing, string name) => (thing as IReadOnlyDictionary<string, object>)?.GetValueOrDefault(name);

    private static string? Code(object? value) =>
        value is string { Length: 2 } code && char.IsAsciiLetter(code[0]) && char.IsAsciiLetter(code[1]) ? code.ToUpperInvariant() : null;

    // Pages and mails show it: one visible line.
    private static string? Text(object? value) => value is string text && SafeText.Cut(text.Trim(), LongestName) is { Length: > 0 } safe ? safe : null;
}
