using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace Cosmo.Identity.Clients;

/// <summary>A client as requests see it: read once, shared by all requests, never changed.</summary>
internal sealed class RegisteredClient
{
    private readonly JsonElement metadata;

    public RegisteredClient(Client entity)
    {
        Entity = entity;
        metadata = JsonDocument.Parse(entity.Metadata ?? "{}").RootElement;
        Permissions = WithCodes(Strings(entity.Permissions));
        Requirements = Strings(entity.Requirements);
        RedirectUris = Strings(entity.RedirectUris);
        PostLogoutRedirectUris = Strings(entity.PostLogoutRedirectUris);
        AllowedScopes = (Text("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
        Audiences = [ClientId, .. Texts("audiences")];
        CorsOrigins = [.. Texts("allowed_cors_origins")];
        if (CorsOrigins.IsEmpty && IsPublic)
        {
            CorsOrigins = [.. RedirectUris.Select(Origin).OfType<string>().Distinct(StringComparer.Ordinal)];
        }
    }

    /// <summary>The row; never attach it to a context.</summary>
    public Client Entity { get; }

    public Guid Id => Entity.Id;

    public string ClientId => Entity.ClientId!;

    public string Name => Text("client_name") is { Length: > 0 } name ? name : ClientId;

    public bool IsPublic => string.Equals(Entity.ClientType, "public", StringComparison.Ordinal);

    public bool IsResourceServer => Flag("resource_server") ?? false;

    /// <summary>What it may ask for: its registered <c>scope</c>, <c>openid</c> and <c>offline_access</c> included.</summary>
    public FrozenSet<string> AllowedScopes { get; }

    public bool ConsentIsImplicit => string.Equals(Entity.ConsentType, "implicit", StringComparison.Ordinal);

    /// <summary>JWS algorithm of its ID tokens; every relying party understands RS256 (OpenID Connect Core §15.1).</summary>
    public string IdTokenAlgorithm => Text("id_token_signed_response_alg") ?? "RS256";

    /// <summary>Where its keys are to be had; null when they are registered themselves.</summary>
    public Uri? JwksUri => Text("jwks_uri") is { } uri ? new Uri(uri) : null;

    /// <summary>Whether its access tokens are handles that only introspection understands.</summary>
    public bool TakesOpaqueAccessTokens => Text("access_token_format") == "opaque";

    public int? DefaultMaxAge => metadata.TryGetProperty("default_max_age", out var age) && age.TryGetInt32(out var seconds) ? seconds : null;

    public string? PolicyUri => Text("policy_uri");

    public string? TosUri => Text("tos_uri");

    /// <summary>What it may receive tokens for, as a resource server.</summary>
    public ImmutableArray<string> Audiences { get; }

    public ImmutableArray<string> CorsOrigins { get; }

    public ImmutableArray<string> Permissions { get; }

    public ImmutableArray<string> Requirements { get; }

    public ImmutableArray<string> RedirectUris { get; }

    public ImmutableArray<string> PostLogoutRedirectUris { get; }

    private string? Text(string name) => metadata.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private bool? Flag(string name) => metadata.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    private IEnumerable<string> Texts(string name) =>
        metadata.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => item.GetString()!) : [];

    /// <summary>Who may bring passwords may bring the codes that go with them.</summary>
    private static ImmutableArray<string> WithCodes(ImmutableArray<string> permissions) =>
        permissions.Contains("gt:password", StringComparer.Ordinal) ? permissions.Add("gt:urn:cosmo:grant:otp") : permissions;

    private static ImmutableArray<string> Strings(string? json) => string.IsNullOrEmpty(json) ? [] : JsonSerializer.Deserialize<ImmutableArray<string>>(json);

    /// <summary>The origin of a web redirect URI; a private-use scheme has none.</summary>
    private static string? Origin(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme is "https" or "http" ? parsed.GetLeftPart(UriPartial.Authority) : null;
}
