using System.Text.Json.Nodes;

namespace Cosmo.Identity.Provisioning;

/// <summary>A user as a provisioning file declares it. What is null is left as it is: people own what the file does not name.</summary>
internal sealed record UserDeclaration
{
    /// <summary>Where it is declared, as in <c>users[0]</c>.</summary>
    public string Place { get; init; } = "user";

    public string UserName { get; init; } = "";

    /// <summary>The initial password: it counts only when the user is made, or has none.</summary>
    public string? Password { get; init; }

    /// <summary>Whoever declares it has asked the password rules.</summary>
    public bool IsPasswordJudged { get; init; }

    public string? Email { get; init; }

    public bool? EmailVerified { get; init; }

    public string? PhoneNumber { get; init; }

    public bool? PhoneNumberVerified { get; init; }

    /// <summary>The claim <c>updated_at</c>; null: the server's clock when something changes.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    public bool? Disabled { get; init; }

    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>The other claims of OpenID Connect Core §5.1 and those of <c>claims</c>, by name.</summary>
    public JsonObject Profile { get; init; } = [];
}
