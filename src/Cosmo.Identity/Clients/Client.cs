using OpenIddict.EntityFrameworkCore.Models;

namespace Cosmo.Identity.Clients;

/// <summary>A registered relying party or resource server (OpenIddict's application).</summary>
internal sealed class Client : OpenIddictEntityFrameworkCoreApplication<Guid, Authorization, Token>
{
    public Client() => Id = Guid.CreateVersion7();

    /// <summary>The registered metadata (RFC 7591 names) as JSON, without the secret; OpenIddict's columns are derived from it.</summary>
    public string? Metadata { get; set; }
}

/// <summary>A scope that clients may ask for, and the resource servers it opens.</summary>
internal sealed class Scope : OpenIddictEntityFrameworkCoreScope<Guid>
{
    public Scope() => Id = Guid.CreateVersion7();
}

/// <summary>Subject S let client C have scopes X. Permanent ones are consent; ad-hoc ones are the root of one token family.</summary>
internal sealed class Authorization : OpenIddictEntityFrameworkCoreAuthorization<Guid, Client, Token>
{
    public Authorization() => Id = Guid.CreateVersion7();

    /// <summary>The session that this token family lives and dies with; null for consent and for client credentials.</summary>
    public Guid? SessionId { get; set; }

    /// <summary>After this instant no refresh token of the family is issued or accepted: the absolute lifetime.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}

/// <summary>One issued token or code.</summary>
internal sealed class Token : OpenIddictEntityFrameworkCoreToken<Guid, Client, Authorization>
{
    public Token() => Id = Guid.CreateVersion7();
}
