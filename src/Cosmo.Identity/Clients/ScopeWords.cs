namespace Cosmo.Identity.Clients;

/// <summary>What scopes mean, in the words that the consent page and a person's own pages show.</summary>
internal static class ScopeWords
{
    /// <summary>Scopes that are always there, without a row.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = ["openid", "profile", "email", "phone", "address", "roles", "offline_access", "cosmo.admin"];

    /// <summary>Of scopes that a file declares the operator chose the words, in whatever language.</summary>
    public static ScopeText Describe(string name, Scope? declared) => name switch
    {
        "openid" => new ScopeText(name, ScopeTexts.OpenId, ScopeTexts.OpenIdMore),
        "profile" => new ScopeText(name, ScopeTexts.Profile, ScopeTexts.ProfileMore),
        "email" => new ScopeText(name, ScopeTexts.Email, null),
        "phone" => new ScopeText(name, ScopeTexts.Phone, null),
        "address" => new ScopeText(name, ScopeTexts.Address, null),
        "roles" => new ScopeText(name, ScopeTexts.Roles, ScopeTexts.RolesMore),
        "offline_access" => new ScopeText(name, ScopeTexts.OfflineAccess, ScopeTexts.OfflineAccessMore),
        "cosmo.admin" => new ScopeText(name, ScopeTexts.Admin, ScopeTexts.AdminMore),
        _ => new ScopeText(name, declared?.DisplayName ?? name, declared?.Description),
    };
}
