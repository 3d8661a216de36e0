namespace Cosmo.Identity.Clients;

/// <summary>A client as administrators see it.</summary>
/// <param name="Metadata">What is registered about it.</param>
/// <param name="Version">Another one after each change.</param>
/// <param name="Secret">Whether it has a secret, and of what kind.</param>
/// <param name="SecretChangedAt">When it got its secret, as far as the audit trail goes back; null where that is not known.</param>
public sealed record KnownClient(ClientMetadata Metadata, string Version, SecretKind Secret, DateTimeOffset? SecretChangedAt)
{
    /// <summary>Its identifier.</summary>
    public string ClientId => Metadata.ClientId;

    /// <summary>What people call it.</summary>
    public string Name => Metadata.ClientName is { Length: > 0 } name ? name : ClientId;
}

/// <summary>Of what kind a client's secret is; the secret itself nobody knows.</summary>
public enum SecretKind
{
    /// <summary>There is none.</summary>
    None = 0,

    /// <summary>As long as a random one of 256 bits.</summary>
    Random = 1,

    /// <summary>A person chose it: it may be guessed.</summary>
    Chosen = 2,
}

/// <summary>What a client has.</summary>
/// <param name="Consents">So many people have let it in for good.</param>
/// <param name="Families">So many of its sign-ins live, each with the tokens that came of it.</param>
public sealed record ClientUse(int Consents, int Families);

/// <summary>A scope as administrators see it.</summary>
/// <param name="Name">What clients ask for.</param>
/// <param name="DisplayName">What people read before they allow it; of built-in ones in the language of the request.</param>
/// <param name="Description">More about it.</param>
/// <param name="Resources">Audiences of the tokens that carry it.</param>
/// <param name="IsBuiltIn">It is always there, and nobody changes it.</param>
/// <param name="Clients">Who may ask for it.</param>
public sealed record KnownScope(
    string Name, string? DisplayName, string? Description, IReadOnlyList<string> Resources, bool IsBuiltIn, IReadOnlyList<string> Clients)
{
    /// <summary>Another one after each change; null of built-in ones.</summary>
    public string? Version { get; init; }
}
