using System.Text.Json;

namespace Cosmo.Identity.Accounts.Login;

/// <summary>The accounts that Development's provisioning file declares, for the pages that tell a newcomer how to begin; empty everywhere else.</summary>
internal sealed record DemoAccounts(IReadOnlyList<DemoAccount> All, string? PasswordGrantClient)
{
    /// <summary>What Development declares at every start, beside the program.</summary>
    public static readonly string DevelopmentFile = Path.Combine(AppContext.BaseDirectory, "provisioning.Development.json");

    public static readonly DemoAccounts None = new([], null);

    /// <summary>A command that gets a first token; null where there is nobody to get one for.</summary>
    public string? FirstTokenCommand(string tokenEndpoint) => All.Count == 0 || PasswordGrantClient is null
        ? null
        : $"curl -s {tokenEndpoint} \\\n  -d grant_type=password -d client_id={PasswordGrantClient} \\\n  -d username={All[0].UserName} \\\n  --data-urlencode 'password={All[0].Password}' \\\n  -d 'scope=openid profile offline_access'";

    /// <summary>What the file declares; the file was checked when it was applied.</summary>
    public static DemoAccounts Read(string? file)
    {
        if (!File.Exists(file))
        {
            return None;
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return new DemoAccounts(
            [.. Items(document, "users").Where(user => user.TryGetProperty("password", out _)).Select(Account)],
            Items(document, "clients").Find(IsPublicPasswordClient) is { ValueKind: JsonValueKind.Object } client ? client.GetProperty("client_id").GetString() : null);
    }

    private static List<JsonElement> Items(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out var items) ? [.. items.EnumerateArray()] : [];

    private static DemoAccount Account(JsonElement user) => new(
        user.GetProperty("username").GetString()!,
        user.GetProperty("password").GetString()!,
        user.TryGetProperty("roles", out var roles) && roles.EnumerateArray().Any(role => role.ValueEquals(AdminRole.Name)));

    private static bool IsPublicPasswordClient(JsonElement client) =>
        client.TryGetProperty("grant_types", out var grants) && grants.EnumerateArray().Any(grant => grant.ValueEquals("password"))
        && client.TryGetProperty("token_endpoint_auth_method", out var method) && method.ValueEquals("none");
}
