using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cosmo.Identity.Clients;
using Microsoft.AspNetCore.Http;
using static Cosmo.Identity.Clients.ClientMetadata;

namespace Cosmo.Identity.Admin.Clients;

/// <summary>
/// A client as the form shows it: every member of the metadata as a field. It becomes the object that a provisioning file would have, and is
/// judged as such; it knows no rules of its own.
/// </summary>
internal sealed record ClientForm
{
    /// <summary>The stored metadata that it changes; null for a new client.</summary>
    public ClientMetadata? Stored { get; init; }

    /// <summary>Of what it was made from; see <see cref="KnownClient.Version"/>.</summary>
    public string? Version { get; init; }

    public string? Reason { get; init; }

    public string? ClientId { get; init; }

    public string? ClientName { get; init; }

    public string? ApplicationType { get; init; }

    public string? TokenEndpointAuthMethod { get; init; }

    public string? Jwks { get; init; }

    public string? JwksUri { get; init; }

    public IReadOnlyList<string> GrantTypes { get; init; } = [];

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public string? RedirectUris { get; init; }

    public string? PostLogoutRedirectUris { get; init; }

    public string? AllowedCorsOrigins { get; init; }

    public string? Consent { get; init; }

    public bool RequirePkce { get; init; }

    public bool RequirePushedAuthorizationRequests { get; init; }

    public string? AccessTokenFormat { get; init; }

    public string? IdTokenSignedResponseAlg { get; init; }

    public string? DefaultMaxAge { get; init; }

    public bool ResourceServer { get; init; }

    public string? Audiences { get; init; }

    public string? BackchannelLogoutUri { get; init; }

    public bool BackchannelLogoutSessionRequired { get; init; }

    public string? ClientUri { get; init; }

    public string? LogoUri { get; init; }

    public string? PolicyUri { get; init; }

    public string? TosUri { get; init; }

    public string? Contacts { get; init; }

    /// <summary>Where all scopes come from that can be chosen.</summary>
    public IReadOnlyList<KnownScope> KnownScopes { get; init; } = [];

    /// <summary>What is wrong, by member; what belongs to no field stands under the empty name.</summary>
    public ILookup<string, string> Faults { get; init; } = Enumerable.Empty<string>().ToLookup(text => text);

    /// <summary>A new client, as most of a kind are.</summary>
    public static ClientForm Of(string? kind) => kind switch
    {
        "spa" => Usual() with { TokenEndpointAuthMethod = AuthMethods.None, GrantTypes = [Clients.GrantTypes.Code], Scopes = ["openid"] },
        "native" => Usual() with
        {
            TokenEndpointAuthMethod = AuthMethods.None,
            ApplicationType = ApplicationTypes.Native,
            GrantTypes = [Clients.GrantTypes.Code, Clients.GrantTypes.Refresh],
            Scopes = ["openid", "offline_access"],
        },
        "service" => Usual() with { GrantTypes = [Clients.GrantTypes.ClientCredentials], Scopes = [] },
        "api" => Usual() with { GrantTypes = [], Scopes = [], ResourceServer = true },
        _ => Usual() with { GrantTypes = [Clients.GrantTypes.Code, Clients.GrantTypes.Refresh], Scopes = ["openid", "offline_access"] },
    };

    private static ClientForm Usual() => new()
    {
        ApplicationType = ApplicationTypes.Web,
        TokenEndpointAuthMethod = AuthMethods.ClientSecretBasic,
        Consent = ConsentKinds.Explicit,
        RequirePkce = true,
    };

    /// <summary>A client that is there.</summary>
    public static ClientForm Of(KnownClient client)
    {
        var metadata = client.Metadata;
        return new ClientForm
        {
            Stored = metadata,
            Version = client.Version,
            ClientId = metadata.ClientId,
            ClientName = metadata.ClientName,
            ApplicationType = metadata.ApplicationType,
            TokenEndpointAuthMethod = metadata.TokenEndpointAuthMethod,
            Jwks = metadata.Jwks?.ToJsonString(),
            JwksUri = metadata.JwksUri,
            GrantTypes = metadata.GrantTypes,
            Scopes = metadata.Scopes,
            RedirectUris = Lines(metadata.RedirectUris),
            PostLogoutRedirectUris = Lines(metadata.PostLogoutRedirectUris),
            AllowedCorsOrigins = Lines(metadata.AllowedCorsOrigins),
            Consent = metadata.Consent,
            RequirePkce = metadata.RequirePkce,
            RequirePushedAuthorizationRequests = metadata.RequirePushedAuthorizationRequests is true,
            AccessTokenFormat = metadata.AccessTokenFormat,
            IdTokenSignedResponseAlg = metadata.IdTokenSignedResponseAlg,
            DefaultMaxAge = metadata.DefaultMaxAge?.ToString(CultureInfo.InvariantCulture),
            ResourceServer = metadata.ResourceServer is true,
            Audiences = Lines(metadata.Audiences),
            BackchannelLogoutUri = metadata.BackchannelLogoutUri,
            BackchannelLogoutSessionRequired = metadata.BackchannelLogoutSessionRequired is true,
            ClientUri = metadata.ClientUri,
            LogoUri = metadata.LogoUri,
            PolicyUri = metadata.PolicyUri,
            TosUri = metadata.TosUri,
            Contacts = Lines(metadata.Contacts),
        };

        static string Lines(IReadOnlyList<string>? texts) => string.Join('\n', texts ?? []);
    }

    /// <summary>What somebody sent.</summary>
    /// <param name="form">The fields.</param>
    /// <param name="stored">The client that they change; null for a new one.</param>
    public static ClientForm Read(IFormCollection form, KnownClient? stored)
    {
        return new ClientForm
        {
            Stored = stored?.Metadata,
            Version = Text("version"),
            Reason = Text("reason"),
            ClientId = stored?.ClientId ?? Text("client_id"),
            ClientName = Text("client_name"),
            ApplicationType = Text("application_type"),
            TokenEndpointAuthMethod = Text("token_endpoint_auth_method"),
            Jwks = Text("jwks"),
            JwksUri = Text("jwks_uri"),
            GrantTypes = All("grant_types"),
            Scopes = All("scope"),
            RedirectUris = Text("redirect_uris"),
            PostLogoutRedirectUris = Text("post_logout_redirect_uris"),
            AllowedCorsOrigins = Text("allowed_cors_origins"),
            Consent = Text("consent"),
            RequirePkce = form.ContainsKey("require_pkce"),
            RequirePushedAuthorizationRequests = form.ContainsKey("require_pushed_authorization_requests"),
            AccessTokenFormat = Text("access_token_format"),
            IdTokenSignedResponseAlg = Text("id_token_signed_response_alg"),
            DefaultMaxAge = Text("default_max_age"),
            ResourceServer = form.ContainsKey("resource_server"),
            Audiences = Text("audiences"),
            BackchannelLogoutUri = Text("backchannel_logout_uri"),
            BackchannelLogoutSessionRequired = form.ContainsKey("backchannel_logout_session_required"),
            ClientUri = Text("client_uri"),
            LogoUri = Text("logo_uri"),
            PolicyUri = Text("policy_uri"),
            TosUri = Text("tos_uri"),
            Contacts = Text("contacts"),
        };

        string? Text(string name) => form[name] is [{ } text] && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

        IReadOnlyList<string> All(string name) => [.. form[name].OfType<string>().Where(text => text.Length > 0)];
    }

    /// <summary>With the faults that the rules found, each beside its field.</summary>
    public ClientForm With(IEnumerable<string> errors) => this with
    {
        Faults = errors.Select(error => error.Split(": ", 2)).Select(parts => parts.Length < 2 ? ("", parts[0]) : FieldOf(parts[0], parts[1])).ToLookup(fault => fault.Item1, fault => fault.Item2, StringComparer.Ordinal),
    };

    /// <summary>As a provisioning file has it.</summary>
    public byte[] ToJson()
    {
        var json = new JsonObject();
        Add("client_id", ClientId);
        Add("client_name", ClientName);
        Add("application_type", ApplicationType);
        Add("token_endpoint_auth_method", TokenEndpointAuthMethod);
        if (Jwks is not null)
        {
            json["jwks"] = ParseKeys(Jwks);
        }

        Add("jwks_uri", JwksUri);
        json["grant_types"] = new JsonArray([.. InStoredOrder(GrantTypes, Stored?.GrantTypes).Select(grant => JsonValue.Create(grant))]);
        AddLines("redirect_uris", RedirectUris);
        AddLines("post_logout_redirect_uris", PostLogoutRedirectUris);
        AddLines("allowed_cors_origins", AllowedCorsOrigins);
        Add("scope", Scopes.Count == 0 ? null : string.Join(' ', InStoredOrder(Scopes, Stored?.Scopes)));
        Add("consent", Consent);
        json["require_pkce"] = RequirePkce;
        AddFlag("require_pushed_authorization_requests", RequirePushedAuthorizationRequests, Stored?.RequirePushedAuthorizationRequests);
        Add("access_token_format", AccessTokenFormat);
        Add("id_token_signed_response_alg", IdTokenSignedResponseAlg);
        if (DefaultMaxAge is not null)
        {
            json["default_max_age"] = long.TryParse(DefaultMaxAge, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : DefaultMaxAge;
        }

        AddFlag("resource_server", ResourceServer, Stored?.ResourceServer);
        AddLines("audiences", Audiences);
        Add("backchannel_logout_uri", BackchannelLogoutUri);
        AddFlag("backchannel_logout_session_required", BackchannelLogoutSessionRequired, Stored?.BackchannelLogoutSessionRequired);
        Add("client_uri", ClientUri);
        Add("logo_uri", LogoUri);
        Add("policy_uri", PolicyUri);
        Add("tos_uri", TosUri);
        AddLines("contacts", Contacts);
        return Encoding.UTF8.GetBytes(json.ToJsonString());

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }

        void AddLines(string name, string? lines)
        {
            if (LinesOf(lines) is { Length: > 0 } texts)
            {
                json[name] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]);
            }
        }

        void AddFlag(string name, bool value, bool? stored)
        {
            // What is off need not be said, unless it was.
            if (value || stored is false)
            {
                json[name] = value;
            }
        }
    }

    // That nothing changed shall be no change.
    private static IEnumerable<string> InStoredOrder(IReadOnlyList<string> chosen, IReadOnlyList<string>? stored) =>
        (stored ?? []).Where(name => chosen.Contains(name, StringComparer.Ordinal)).Concat(chosen.Except(stored ?? [], StringComparer.Ordinal));

    private static string[] LinesOf(string? lines) => (lines ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // What is no JSON goes on as a text, so that the rules refuse it in their words.
    private static JsonNode? ParseKeys(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 16 }) is { } node && node.ToJsonString().Length > 0 ? node : JsonValue.Create(text);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return JsonValue.Create(text);
        }
    }

    /// <summary>The member of a place such as <c>redirect_uris[1]</c>, and the fault with the line that it is in.</summary>
    private static (string Field, string Fault) FieldOf(string place, string fault)
    {
        var end = place.IndexOfAny(['[', '.']);
        if (end < 0)
        {
            return (place, fault);
        }

        var rest = place[end..];
        return rest is ['[', .. var index, ']'] && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            ? (place[..end], string.Format(CultureInfo.CurrentUICulture, ClientTexts.InLine, line + 1, fault))
            : (place[..end], $"{rest.TrimStart('.')}: {fault}");
    }
}
