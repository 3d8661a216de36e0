using System.Text.Json.Nodes;
using Cosmo.Identity.Passwords.Rules;

namespace Cosmo.Identity.Accounts;

/// <summary>What a password of somebody must not be made of.</summary>
internal static class PersonWords
{
    private static readonly string[] Names = ["name", "given_name", "middle_name", "family_name", "nickname"];

    public static PasswordContext Of(User user) => Of(user.UserName, user.Email, user.Profile);

    public static PasswordContext Of(UserRecord user) => Of(user.UserName, user.Email, user.Profile);

    private static PasswordContext Of(string? userName, string? email, string? profile)
    {
        var claims = profile is { Length: > 0 } json ? JsonNode.Parse(json) as JsonObject : null;
        return new PasswordContext(userName, email, [.. Names.Select(name => claims?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null)]);
    }
}
