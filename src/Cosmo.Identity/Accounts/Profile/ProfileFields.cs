namespace Cosmo.Identity.Accounts.Profile;

/// <summary>A claim of OpenID Connect Core §5.1 that people may say of themselves.</summary>
/// <param name="Claim">Its name; parts of the address as <c>address.locality</c>.</param>
/// <param name="Fits">What it may hold, where it is not empty.</param>
internal sealed record ProfileField(string Claim, Func<string, bool> Fits)
{
    /// <summary>Such as <c>locality</c>; null where it is no part of the address.</summary>
    public string? AddressMember => Claim.StartsWith(ProfileFields.AddressPrefix, StringComparison.Ordinal) ? Claim[ProfileFields.AddressPrefix.Length..] : null;

    /// <summary>Which kind of keyboard a phone offers.</summary>
    public string InputType => Claim switch
    {
        ProfileFields.Phone => "tel",
        ProfileFields.Picture or ProfileFields.Website => "url",
        _ => "text",
    };

    /// <summary>What a browser may fill in by itself (WCAG 2.2 SC 1.3.5).</summary>
    public string? Autocomplete => Claim switch
    {
        "name" => "name",
        "given_name" => "given-name",
        "family_name" => "family-name",
        "nickname" => "nickname",
        ProfileFields.Picture => "photo",
        ProfileFields.Website => "url",
        ProfileFields.Phone => "tel",
        "birthdate" => "bday",
        "locale" => "language",
        "address.street_address" => "street-address",
        "address.postal_code" => "postal-code",
        "address.locality" => "address-level2",
        "address.region" => "address-level1",
        "address.country" => "country-name",
        _ => null,
    };
}

/// <summary>All of them, in the order in which a person reads them.</summary>
internal static class ProfileFields
{
    public const string AddressPrefix = "address.";
    public const string Phone = "phone_number";
    public const string Picture = "picture";
    public const string Website = "website";

    public static IReadOnlyList<ProfileField> All { get; } =
    [
        new("name", ProfileRules.IsText),
        new("given_name", ProfileRules.IsText),
        new("family_name", ProfileRules.IsText),
        new("nickname", ProfileRules.IsText),
        new(Picture, ProfileRules.IsLink),
        new(Website, ProfileRules.IsLink),
        new(Phone, ProfileRules.IsPhone),
        new("birthdate", ProfileRules.IsBirthdate),
        new("zoneinfo", ProfileRules.IsZone),
        new("locale", ProfileRules.IsLocale),
        new("address.street_address", ProfileRules.IsLines),
        new("address.postal_code", ProfileRules.IsText),
        new("address.locality", ProfileRules.IsText),
        new("address.region", ProfileRules.IsText),
        new("address.country", ProfileRules.IsText),
    ];
}
