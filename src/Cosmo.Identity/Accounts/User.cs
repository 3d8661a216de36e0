using Microsoft.AspNetCore.Identity;

namespace Cosmo.Identity.Accounts;

/// <summary>A person who signs in. <see cref="IdentityUser{TKey}.Id"/> is the <c>sub</c> of every token about them.</summary>
public sealed class User : IdentityUser<Guid>
{
    /// <summary>A new user with a time-ordered key and a fresh security stamp.</summary>
    public User()
    {
        Id = Guid.CreateVersion7();
        SecurityStamp = SecurityStamps.New();
    }

    /// <summary>When the account was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When the profile last changed: the claim <c>updated_at</c> (OpenID Connect Core §5.1).</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When an administrator closed the account; null while it may sign in.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>The profile's claims (OpenID Connect Core §5.1) and extra ones as a JSON object, without those that have a column.</summary>
    public string? Profile { get; set; }
}

/// <summary>A name that a user carries in the claim <c>role</c>.</summary>
public sealed class Role : IdentityRole<Guid>
{
    /// <summary>A new role with a time-ordered key.</summary>
    public Role() => Id = Guid.CreateVersion7();
}
