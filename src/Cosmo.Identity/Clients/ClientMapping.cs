using System.Text.Encodings.Web;
using System.Text.Json;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Clients;

/// <summary>The one place where registered metadata becomes OpenIddict's columns. The secret is not among them: its hash is set by whoever changes it.</summary>
internal static class ClientMapping
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Apply(ClientMetadata metadata, Client client)
    {
        client.ClientId = metadata.ClientId;
        client.ClientType = metadata.IsPublic ? ClientTypes.Public : ClientTypes.Confidential;
        client.ApplicationType = metadata.ApplicationType;
        client.ConsentType = metadata.Consent;
        client.DisplayName = metadata.ClientName;
        client.Permissions = Json([.. PermissionsOf(metadata)]);
        client.Requirements = Json([.. RequirementsOf(metadata)]);
        client.RedirectUris = Json(metadata.RedirectUris);
        client.PostLogoutRedirectUris = Json(metadata.PostLogoutRedirectUris);
        // Keys count only where they are the registered way in; a secret client's keys are not a second one.
        client.JsonWebKeySet = metadata.TokenEndpointAuthMethod == ClientMetadata.AuthMethods.PrivateKeyJwt ? metadata.Jwks?.ToJsonString() : null;
        client.Metadata = metadata.ToJson();
        if (metadata is { ClientSecret: null, KeepsSecret: false })
        {
            client.ClientSecret = null;
        }
    }

    private static IEnumerable<string> PermissionsOf(ClientMetadata metadata)
    {
        var code = metadata.GrantTypes.Contains(GrantTypes.AuthorizationCode, StringComparer.Ordinal);
        if (code)
        {
            yield return Permissions.Endpoints.Authorization;
            yield return Permissions.Endpoints.PushedAuthorization;
            yield return Permissions.ResponseTypes.Code;
        }

        if (code || metadata.PostLogoutRedirectUris.Count > 0)
        {
            yield return Permissions.Endpoints.EndSession;
        }

        if (metadata.GrantTypes.Contains(GrantTypes.DeviceCode, StringComparer.Ordinal))
        {
            yield return Permissions.Endpoints.DeviceAuthorization;
        }

        if (metadata.GrantTypes.Count > 0)
        {
            yield return Permissions.Endpoints.Token;
            yield return Permissions.Endpoints.Revocation;
        }

        // Who may see which token is decided there, token by token; here only that a public client sees none (RFC 7662 §2.1).
        if (!metadata.IsPublic)
        {
            yield return Permissions.Endpoints.Introspection;
        }

        foreach (var grantType in metadata.GrantTypes)
        {
            yield return Permissions.Prefixes.GrantType + grantType;
        }

        foreach (var scope in metadata.Scopes)
        {
            yield return Permissions.Prefixes.Scope + scope;
        }
    }

    private static IEnumerable<string> RequirementsOf(ClientMetadata metadata)
    {
        if (metadata.RequirePkce)
        {
            yield return Requirements.Features.ProofKeyForCodeExchange;
        }

        if (metadata.RequirePushedAuthorizationRequests is true)
        {
            yield return Requirements.Features.PushedAuthorizationRequests;
        }
    }

    /// <summary>OpenIddict's own form: null for none.</summary>
    private static string? Json(IReadOnlyList<string> values) => values.Count == 0 ? null : JsonSerializer.Serialize(values, Plain);
}
