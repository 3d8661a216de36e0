using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Cosmo.Identity.Clients;

/// <summary>
/// What is registered about a client, by the names of RFC 7591, OpenID Connect registration and logout, with defaults filled in.
/// OpenIddict's columns are derived from it by <see cref="ClientMapping"/>.
/// </summary>
public sealed record ClientMetadata
{
    /// <summary>Where it is declared, as in <c>clients[0]</c>.</summary>
    [JsonIgnore]
    internal string Place { get; init; } = "client";

    public string ClientId { get; init; } = "";

    /// <summary>In clear, on its way to the hasher; never part of the JSON.</summary>
    [JsonIgnore]
    internal string? ClientSecret { get; init; }

    /// <summary>Nothing is said of the secret: the stored one stays.</summary>
    [JsonIgnore]
    internal bool KeepsSecret { get; init; }

    public string? ClientName { get; init; }

    public string ApplicationType { get; init; } = ApplicationTypes.Web;

    public IReadOnlyList<string> GrantTypes { get; init; } = [];

    public IReadOnlyList<string> ResponseTypes { get; init; } = [];

    public string TokenEndpointAuthMethod { get; init; } = AuthMethods.ClientSecretBasic;

    public JsonObject? Jwks { get; init; }

    public string? JwksUri { get; init; }

    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    public IReadOnlyList<string> PostLogoutRedirectUris { get; init; } = [];

    public string? BackchannelLogoutUri { get; init; }

    public bool? BackchannelLogoutSessionRequired { get; init; }

    public string? Scope { get; init; }

    public string Consent { get; init; } = ConsentKinds.Explicit;

    public bool RequirePkce { get; init; } = true;

    public bool? RequirePushedAuthorizationRequests { get; init; }

    public bool? ResourceServer { get; init; }

    public IReadOnlyList<string>? Audiences { get; init; }

    public IReadOnlyList<string>? AllowedCorsOrigins { get; init; }

    public string? IdTokenSignedResponseAlg { get; init; }

    public string? AccessTokenFormat { get; init; }

    public int? DefaultMaxAge { get; init; }

    public string? ClientUri { get; init; }

    public string? LogoUri { get; init; }

    public string? PolicyUri { get; init; }

    public string? TosUri { get; init; }

    public IReadOnlyList<string>? Contacts { get; init; }

    /// <summary>Whether it proves by nothing who it is.</summary>
    [JsonIgnore]
    public bool IsPublic => TokenEndpointAuthMethod == AuthMethods.None;

    /// <summary>Whether it proves by a secret who it is.</summary>
    [JsonIgnore]
    public bool UsesSecret => TokenEndpointAuthMethod is AuthMethods.ClientSecretBasic or AuthMethods.ClientSecretPost;

    /// <summary>The names in <see cref="Scope"/>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Scopes => Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>As it is stored: without the secret, absent members left out.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ClientMetadataJson.Default.ClientMetadata);

    /// <summary>What <see cref="ToJson"/> wrote.</summary>
    internal static ClientMetadata FromJson(string json) => JsonSerializer.Deserialize(json, ClientMetadataJson.Default.ClientMetadata)!;

    /// <summary>Values of <c>application_type</c>.</summary>
    public static class ApplicationTypes
    {
        public const string Web = "web";
        public const string Native = "native";
    }

    /// <summary>Values of <c>token_endpoint_auth_method</c>.</summary>
    public static class AuthMethods
    {
        public const string ClientSecretBasic = "client_secret_basic";
        public const string ClientSecretPost = "client_secret_post";
        public const string PrivateKeyJwt = "private_key_jwt";
        public const string None = "none";
    }

    /// <summary>Values of <c>consent</c>.</summary>
    public static class ConsentKinds
    {
        public const string Explicit = "explicit";
        public const string Implicit = "implicit";
    }
}

/// <summary>How <see cref="ClientMetadata"/> is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClientMetadata))]
internal sealed partial class ClientMetadataJson : JsonSerializerContext;
