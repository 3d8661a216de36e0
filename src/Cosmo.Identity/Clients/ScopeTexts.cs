namespace Cosmo.Identity.Clients;

/// <summary>What scopes mean, in the words that the consent page and a person's own pages show.</summary>
internal static class ScopeTexts
{
    private static readonly Dictionary<string, ScopeText> BuiltIn = new ScopeText[]
    {
        new("openid", "Know who you are", "A number that stands for your account"),
        new("profile", "See your profile", "Your name, user name, language and what else your profile says"),
        new("email", "See your e-mail address", null),
        new("phone", "See your phone number", null),
        new("address", "See your postal address", null),
        new("roles", "See your roles", "What you are allowed to do in connected applications"),
        new("offline_access", "Stay connected", "Keep access while you are away, until you sign out or withdraw it"),
        new("cosmo.admin", "Administer this server", "See and change everything that your administrator role allows"),
    }.ToDictionary(scope => scope.Name, StringComparer.Ordinal);

    public static ScopeText Describe(string name, Scope? declared) =>
        BuiltIn.TryGetValue(name, out var known) ? known : new ScopeText(name, declared?.DisplayName ?? name, declared?.Description);
}
