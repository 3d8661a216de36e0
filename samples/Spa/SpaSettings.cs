namespace Spa;

/// <summary>What the page has to know, and whom it may therefore talk to.</summary>
internal sealed record SpaSettings
{
    /// <summary>The OpenID Provider.</summary>
    public required string Issuer { get; init; }

    /// <summary>This public client's name there. There is no secret: a browser cannot keep one.</summary>
    public required string ClientId { get; init; }

    /// <summary>The resource server that holds the orders.</summary>
    public required string OrdersApi { get; init; }

    /// <summary>The same, with the names the page's script uses.</summary>
    public object ForThePage => new { issuer = Issuer, client_id = ClientId, orders_api = OrdersApi };

    /// <summary>Tokens are within reach of every script that runs here, so only the page's own may, and they talk to two hosts only.</summary>
    public string ContentSecurityPolicy =>
        $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {Origin(Issuer)} {Origin(OrdersApi)}; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static string Origin(string address) => new Uri(address).GetLeftPart(UriPartial.Authority);
}
