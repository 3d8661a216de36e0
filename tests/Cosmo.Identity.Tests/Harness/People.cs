using System.Text.Json.Nodes;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Somebody with an account on every test server.</summary>
public sealed record Person(string UserName, string Password)
{
    /// <summary>Members of the provisioned user beside name and password.</summary>
    public JsonObject Profile { get; init; } = [];

    /// <summary>The user as the provisioning file says it.</summary>
    public JsonObject ToJson()
    {
        var user = (JsonObject)Profile.DeepClone();
        user["username"] = UserName;
        user["password"] = Password;
        return user;
    }
}

/// <summary>The accounts of a test server.</summary>
public static class People
{
    /// <summary>Has every standard claim of OpenID Connect Core §5.1, two roles and a claim of her own.</summary>
    public static Person Ada { get; } = new("ada", "Engine-Number-1842-analytical")
    {
        Profile = new JsonObject
        {
            ["email"] = "ada@example.test",
            ["email_verified"] = true,
            ["name"] = "Ada Lovelace",
            ["given_name"] = "Ada",
            ["family_name"] = "Lovelace",
            ["middle_name"] = "King",
            ["nickname"] = "Countess",
            ["profile"] = "https://people.example.test/ada",
            ["picture"] = "https://people.example.test/ada.png",
            ["website"] = "https://ada.example.test",
            ["gender"] = "female",
            ["birthdate"] = "1815-12-10",
            ["zoneinfo"] = "Europe/London",
            ["locale"] = "en-GB",
            ["phone_number"] = "+44 20 7946 0018",
            ["phone_number_verified"] = true,
            ["address"] = new JsonObject
            {
                ["formatted"] = "12 St James's Square\nLondon",
                ["street_address"] = "12 St James's Square",
                ["locality"] = "London",
                ["postal_code"] = "SW1Y 4JH",
                ["country"] = "GB",
            },
            ["roles"] = new JsonArray("customer", "analyst"),
            ["claims"] = new JsonObject { ["department"] = "Engines" },
        },
    };

    /// <summary>Has next to nothing.</summary>
    public static Person Grace { get; } = new("grace", "Moth-Number-1947-relay-70")
    {
        Profile = new JsonObject { ["email"] = "grace@example.test", ["email_verified"] = false, ["name"] = "Grace Hopper" },
    };

    /// <summary>Is disabled.</summary>
    public static Person Linus { get; } = new("linus", "Kernel-Number-1991-penguin")
    {
        Profile = new JsonObject { ["email"] = "linus@example.test", ["name"] = "Linus", ["disabled"] = true },
    };

    /// <summary>Is the one whose password others get wrong, so that no lockout disturbs a test beside.</summary>
    public static Person Heidi { get; } = new("heidi", "Alps-Number-1880-goatherd")
    {
        Profile = new JsonObject { ["email"] = "heidi@example.test", ["name"] = "Heidi" },
    };

    /// <summary>Ends all her tokens and sessions, so that nobody else's test loses its own.</summary>
    public static Person Olga { get; } = new("olga", "Everywhere-Number-2000-out")
    {
        Profile = new JsonObject { ["email"] = "olga@example.test", ["name"] = "Olga" },
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Person> All { get; } = [Ada, Grace, Linus, Heidi, Olga];
}
