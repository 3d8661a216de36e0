using System.Text.Json.Nodes;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>The people of the admin area, and how tests come in.</summary>
public static class Administrators
{
    /// <summary>Looks and acts.</summary>
    public static Person Root { get; } = new("root", "Keeper-Number-1999-keyring") { Profile = new JsonObject { ["roles"] = new JsonArray("admin"), ["email"] = "root@example.test" } };

    /// <summary>Looks.</summary>
    public static Person Vera { get; } = new("vera", "Ledger-Number-2002-auditing") { Profile = new JsonObject { ["roles"] = new JsonArray("auditor"), ["email"] = "vera@example.test" } };

    /// <summary>The usual clients and people, with these two, and a mobile client that may ask for the admin API.</summary>
    public static JsonObject Provisioning()
    {
        var provisioning = Registrations.Provisioning();
        provisioning["users"]!.AsArray().Add(Root.ToJson());
        provisioning["users"]!.AsArray().Add(Vera.ToJson());
        foreach (var client in provisioning["clients"]!.AsArray().OfType<JsonObject>().Where(client => (string?)client["client_id"] == "mobile"))
        {
            client["scope"] = client["scope"]!.GetValue<string>() + " cosmo.admin";
        }

        return provisioning;
    }

    /// <summary>A browser in which somebody is signed in.</summary>
    public static async Task<Browser> EnterAsync(this RunningServer server, Person who)
    {
        var browser = server.NewBrowser();
        await browser.SignInAsync(who);
        return browser;
    }

    /// <summary>The header by which somebody's program speaks to the admin API.</summary>
    public static async Task<(string Name, string Value)> AdminTokenAsync(this RunningServer server, Person who) =>
        ("Authorization", "Bearer " + (await server.As(Registrations.Mobile).PasswordAsync(who, "openid cosmo.admin")).ShouldSucceed().AccessToken);
}
