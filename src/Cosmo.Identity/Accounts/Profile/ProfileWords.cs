namespace Cosmo.Identity.Accounts.Profile;

/// <summary>What the fields of a profile are called, and what is wrong with them, in words for the person.</summary>
internal static class ProfileWords
{
    public static string NameOf(ProfileField field) => ProfileTexts.ResourceManager.GetString(field.Claim.Replace('.', '_'), null) ?? field.Claim;

    /// <summary>What helps to fill it in; null where nothing does.</summary>
    public static string? HintOf(ProfileField field) => field.Claim switch
    {
        ProfileFields.Phone => ProfileTexts.PhoneHint,
        "birthdate" => ProfileTexts.BirthdateHint,
        "zoneinfo" => ProfileTexts.ZoneHint,
        "locale" => ProfileTexts.LocaleHint,
        _ => null,
    };

    public static string FaultOf(ProfileField field) => field.Claim switch
    {
        ProfileFields.Picture or ProfileFields.Website => ProfileTexts.FaultLink,
        ProfileFields.Phone => ProfileTexts.FaultPhone,
        "birthdate" => ProfileTexts.FaultBirthdate,
        "zoneinfo" => ProfileTexts.FaultZone,
        "locale" => ProfileTexts.FaultLocale,
        _ => ProfileTexts.FaultText,
    };
}
