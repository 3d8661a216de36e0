using System.Text.Json.Nodes;

namespace Cosmo.Identity.Accounts.Register;

/// <summary>How an account looks that a person makes: the address is its user name, so that no name is taken that others wanted, and none tells who is here.</summary>
internal static class NewAccount
{
    /// <summary>The profile with this name, as it is stored.</summary>
    public static string? ProfileOf(string? name) => name is null ? null : new JsonObject { ["name"] = name }.ToJsonString();

    /// <summary>For rules that look at accounts, such as those about passwords.</summary>
    public static UserRecord Like(Guid id, string email, string? name) => new(
        id, email, PasswordHash: null, SecurityStamp: "", IsDisabled: false, email, EmailVerified: false, PhoneNumber: null, PhoneNumberVerified: false,
        DateTimeOffset.UnixEpoch, ProfileOf(name));
}
