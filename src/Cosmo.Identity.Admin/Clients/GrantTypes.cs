using Cosmo.Identity.Clients;

namespace Cosmo.Identity.Admin.Clients;

/// <summary>What clients trade for tokens, as their metadata names it.</summary>
internal static class GrantTypes
{
    public const string Code = "authorization_code";

    public const string Refresh = "refresh_token";

    public const string Password = "password";

    public const string ClientCredentials = "client_credentials";

    public const string Device = "urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<string> All { get; } = [Code, Refresh, ClientCredentials, Device, Password];

    /// <summary>Whether a client may use one.</summary>
    public static bool Has(this ClientMetadata metadata, string grantType) => metadata.GrantTypes.Contains(grantType, StringComparer.Ordinal);

    /// <summary>What it is called, and what it is for.</summary>
    public static (string Name, string Help) WordsOf(string grantType) => grantType switch
    {
        Code => (ClientTexts.GrantCode, ClientTexts.GrantCodeHelp),
        Refresh => (ClientTexts.GrantRefresh, ClientTexts.GrantRefreshHelp),
        ClientCredentials => (ClientTexts.GrantClient, ClientTexts.GrantClientHelp),
        Device => (ClientTexts.GrantDevice, ClientTexts.GrantDeviceHelp),
        Password => (ClientTexts.GrantPassword, ClientTexts.GrantPasswordHelp),
        _ => (grantType, ""),
    };
}
