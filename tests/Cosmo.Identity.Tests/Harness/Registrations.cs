using System.Text.Json.Nodes;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>The clients, resource servers and scopes of a test server.</summary>
public static class Registrations
{
    private const string AllScopes = "openid profile email phone address roles offline_access orders.read orders.write stock.read";

    /// <summary>The key of <see cref="Asserting"/>.</summary>
    public static JwtSigner SigningKey { get; } = new();

    /// <summary>A first-party web application with a generated secret; Basic or POST.</summary>
    public static Registration Web { get; } = new("web", "Zx81LrYpT5c0dQkq3mWbnE7uGhJ2sVfA9iKoB4tXe6M")
    {
        Metadata = Code("https://web.example.test", "implicit"),
    };

    /// <summary>Another company's web application; nothing of <see cref="Web"/> is its business.</summary>
    public static Registration Other { get; } = new("other", "q7RfWm2YxN5vKd8hTb1sLc4gPj9uZe3aVo6iXk0wBnE")
    {
        Metadata = Code("https://other.example.test", "implicit"),
    };

    /// <summary>A third-party web application that asks for consent; its secret was chosen by a human.</summary>
    public static Registration Partner { get; } = new("partner", "correct horse: battery/staple+100%")
    {
        Metadata = Code("https://partner.example.test", "explicit"),
    };

    /// <summary>A relying party from before PKCE, as certification suites play it; authenticates in the body.</summary>
    public static Registration Old { get; } = new("old", "hG4vB8nJ1kM6pQ9rT2wX5yZ0aC3dE7fLsUiOxVbNmKj")
    {
        Authentication = ClientAuthentication.Post,
        Metadata = With(Code("https://old.example.test", "implicit"), ("require_pkce", false)),
    };

    /// <summary>Authenticates by signed assertions.</summary>
    public static Registration Asserting { get; } = new("asserting")
    {
        Authentication = ClientAuthentication.PrivateKeyJwt,
        Metadata = With(
            Code("https://asserting.example.test", "implicit"),
            ("jwks", new JsonObject { ["keys"] = new JsonArray(SigningKey.PublicKey) })),
    };

    /// <summary>A single-page application: public, with rotation, allowed to call from its own origin.</summary>
    public static Registration Spa { get; } = new("spa")
    {
        Authentication = ClientAuthentication.None,
        Metadata = Code("https://spa.example.test", "implicit"),
    };

    /// <summary>An installed application: the port of its loopback redirect varies (RFC 8252 §7.3).</summary>
    public static Registration Native { get; } = new("native")
    {
        Authentication = ClientAuthentication.None,
        Metadata = With(
            Code("http://127.0.0.1", "implicit"),
            ("application_type", "native"),
            ("redirect_uris", new JsonArray("http://127.0.0.1/callback", "com.example.native:/callback")),
            ("post_logout_redirect_uris", new JsonArray())),
    };

    /// <summary>A first-party application with the password grant: the quickest way to many tokens.</summary>
    public static Registration Mobile { get; } = new("mobile")
    {
        Authentication = ClientAuthentication.None,
        Metadata = Password(),
    };

    /// <summary>The same with a secret.</summary>
    public static Registration Desk { get; } = new("desk", "Lp3sV9wQ2eR6tY1uI8oA4dF7gH0jK5lZxCbNmTqWyPs")
    {
        Metadata = Password(),
    };

    /// <summary>A program that acts for itself.</summary>
    public static Registration Worker { get; } = new("worker", "bN7mK3jH9gF2dS6aP1oI5uY8tR4eW0qZxLcVkTsQpMw")
    {
        Metadata = new JsonObject
        {
            ["client_name"] = "Night worker",
            ["grant_types"] = new JsonArray("client_credentials"),
            ["scope"] = "orders.read stock.read",
        },
    };

    /// <summary>Must push its authorization requests.</summary>
    public static Registration Pushed { get; } = new("pushed", "Vt5yU1iO9pA4sD8fG2hJ6kL0zXcQbWnEmRrTtYyUuIi")
    {
        Metadata = With(Code("https://pushed.example.test", "implicit"), ("require_pushed_authorization_requests", true)),
    };

    /// <summary>Wants its ID tokens signed with the small keys.</summary>
    public static Registration Small { get; } = new("small", "Ee3Rr5Tt7Yy9Uu1Ii2Oo4Pp6Aa8Ss0DdFfGgHhJjKkL")
    {
        Metadata = With(Code("https://small.example.test", "implicit"), ("id_token_signed_response_alg", "ES256")),
    };

    /// <summary>Wants a fresh sign-in with every request.</summary>
    public static Registration Cautious { get; } = new("cautious", "Mm1Nn2Bb3Vv4Cc5Xx6Zz7LlKkJjHhGgFfDdSsAaPpOo")
    {
        Metadata = With(Code("https://cautious.example.test", "implicit"), ("default_max_age", 1)),
    };

    /// <summary>Wants access tokens that say nothing to whoever finds them.</summary>
    public static Registration Opaque { get; } = new("opaque", "Qq1Ww2Ee3Rr4Tt5Yy6Uu7IiOoPpAaSsDdFfGgHhJjKk")
    {
        Metadata = With(Password(), ("access_token_format", "opaque")),
    };

    /// <summary>A television: it has no browser and no keyboard (RFC 8628).</summary>
    public static Registration Television { get; } = new("television")
    {
        Authentication = ClientAuthentication.None,
        Metadata = new JsonObject
        {
            ["client_name"] = "Television",
            ["grant_types"] = new JsonArray("urn:ietf:params:oauth:grant-type:device_code", "refresh_token"),
            ["scope"] = AllScopes,
        },
    };

    /// <summary>The resource server of <c>orders.read</c> and <c>orders.write</c>.</summary>
    public static Registration OrdersApi { get; } = new("orders-api", "mQ8wE4rT0yU6iO2pA7sD3fG9hJ5kL1zXcVbNwMtRyKj")
    {
        Metadata = new JsonObject { ["resource_server"] = true },
    };

    /// <summary>The resource server of <c>stock.read</c>, known by another audience too.</summary>
    public static Registration StockApi { get; } = new("stock-api", "xC6vB2nM8aS4dF0gH7jK3lQ9wE5rT1yUiOpZxTvBnGh")
    {
        Metadata = new JsonObject { ["resource_server"] = true, ["audiences"] = new JsonArray("https://stock.example.test") },
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Registration> All { get; } =
        [Web, Other, Partner, Old, Asserting, Spa, Native, Mobile, Desk, Worker, Pushed, Small, Cautious, Opaque, Television, OrdersApi, StockApi];

    /// <summary>A whole provisioning file, for a test to change or to use as it is.</summary>
    public static JsonObject Provisioning() => new()
    {
        ["scopes"] = new JsonArray(
            Scope("orders.read", "Read your orders", "orders-api"),
            Scope("orders.write", "Place and change orders", "orders-api"),
            Scope("stock.read", "See what is in stock", "https://stock.example.test")),
        ["clients"] = new JsonArray([.. All.Select(client => client.ToJson())]),
        ["users"] = new JsonArray([.. People.All.Select(person => person.ToJson())]),
    };

    private static JsonObject Scope(string name, string displayName, string resource) =>
        new() { ["name"] = name, ["display_name"] = displayName, ["resources"] = new JsonArray(resource) };

    private static JsonObject Code(string origin, string consent) => new()
    {
        ["client_name"] = "Client at " + new Uri(origin).Host,
        ["redirect_uris"] = new JsonArray(origin + "/callback", origin + "/second?tenant=7"),
        ["post_logout_redirect_uris"] = new JsonArray(origin + "/signed-out"),
        ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
        ["response_types"] = new JsonArray("code"),
        ["scope"] = AllScopes,
        ["consent"] = consent,
    };

    private static JsonObject Password() => new()
    {
        ["client_name"] = "First-party app",
        ["grant_types"] = new JsonArray("password", "refresh_token"),
        ["scope"] = AllScopes,
    };

    private static JsonObject With(JsonObject metadata, params (string Name, JsonNode Value)[] members)
    {
        foreach (var (name, value) in members)
        {
            metadata[name] = value;
        }

        return metadata;
    }
}
