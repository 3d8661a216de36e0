namespace Shop.Web;

/// <summary>Who signs people in, what this relying party is called there, and where the orders are.</summary>
internal sealed record ShopSettings
{
    /// <summary>The OpenID Provider.</summary>
    public required Uri Issuer { get; init; }

    /// <summary>This relying party's name at the issuer.</summary>
    public required string ClientId { get; init; }

    /// <summary>What it proves itself with. In production it comes from a secret store, not from a file in the repository.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>The resource server that holds the orders.</summary>
    public required Uri OrdersApi { get; init; }

    /// <summary>An access token with less time left than this is traded for a new one first.</summary>
    public TimeSpan RefreshBeforeExpiry { get; init; } = TimeSpan.FromMinutes(1);
}
