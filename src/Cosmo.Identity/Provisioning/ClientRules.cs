using Cosmo.Identity.Clients;
using static Cosmo.Identity.Clients.ClientMetadata;

namespace Cosmo.Identity.Provisioning;

/// <summary>What the members of one client's metadata demand of each other.</summary>
internal static class ClientRules
{
    /// <param name="client">The client.</param>
    /// <param name="json">Where it is declared.</param>
    /// <param name="secretIsElsewhere">A secret that it needs is stored already, or will be made, and need not stand in the object.</param>
    public static void Check(ClientMetadata client, ObjectReader json, bool secretIsElsewhere = false)
    {
        CheckAuthentication(client, json, secretIsElsewhere);
        if (client.IsPublic)
        {
            CheckPublic(client, json);
        }

        CheckGrants(client, json);
        if (client.Audiences is not null && client.ResourceServer is not true)
        {
            json.Fault("audiences", "is for clients with \"resource_server\": true");
        }

        if (client.BackchannelLogoutSessionRequired is not null && client.BackchannelLogoutUri is null)
        {
            json.Fault("backchannel_logout_session_required", "needs a backchannel_logout_uri");
        }
    }

    /// <summary>Scopes that nobody declared: what the object alone does not show.</summary>
    public static IEnumerable<string> ScopeFaults(ClientMetadata client, IReadOnlySet<string> declared) => client.Scopes
        .Where(scope => !declared.Contains(scope) && !ScopeDeclaration.BuiltIn.Contains(scope))
        .Select(scope => $"{(client.Place.Length == 0 ? "" : client.Place + ".")}scope: '{scope}' is neither built in nor declared under scopes");

    private static void CheckAuthentication(ClientMetadata client, ObjectReader json, bool secretIsElsewhere)
    {
        switch (client.TokenEndpointAuthMethod)
        {
            case AuthMethods.ClientSecretBasic or AuthMethods.ClientSecretPost when !json.Has("client_secret") && !secretIsElsewhere:
                json.Fault("client_secret", $"is missing: {client.TokenEndpointAuthMethod} needs it (a public client says \"token_endpoint_auth_method\": \"none\")");
                break;

            case AuthMethods.PrivateKeyJwt:
                if (!json.Has("jwks") && !json.Has("jwks_uri"))
                {
                    json.Fault("jwks", "is missing: private_key_jwt needs it");
                }

                if (json.Has("jwks") && json.Has("jwks_uri"))
                {
                    json.Fault("jwks_uri", "must not stand beside jwks (RFC 7591 §2)");
                }

                if (client.ClientSecret is not null)
                {
                    json.Fault("client_secret", "must not stand beside private_key_jwt: it would be a second, weaker way in");
                }

                break;
        }
    }

    private static void CheckPublic(ClientMetadata client, ObjectReader json)
    {
        if (json.Has("client_secret"))
        {
            json.Fault("client_secret", "a public client (token_endpoint_auth_method none) cannot keep a secret");
        }

        if (client.ResourceServer is true)
        {
            json.Fault("resource_server", "a public client cannot introspect: it cannot prove who it is (RFC 7662 §2.1)");
        }

        if (!client.RequirePkce)
        {
            json.Fault("require_pkce", "must be true for a public client: nothing else binds the code to it (RFC 9700 §2.1.1)");
        }

        if (Has(client, "client_credentials"))
        {
            json.Fault("grant_types", "a public client cannot have client_credentials (RFC 6749 §4.4)");
        }
    }

    private static void CheckGrants(ClientMetadata client, ObjectReader json)
    {
        var code = Has(client, "authorization_code");
        if (code && client.RedirectUris.Count == 0 && !json.Has("redirect_uris"))
        {
            json.Fault("redirect_uris", json.Has("grant_types")
                ? "is missing: authorization_code needs it"
                : "is missing: a client without grant_types has authorization_code (RFC 7591 §2)");
        }
        else if (code && json.IsEmptyArray("redirect_uris"))
        {
            json.Fault("redirect_uris", "must not be empty: authorization_code needs it");
        }

        // RFC 7591 §2.1: the two go together.
        if (!code && client.ResponseTypes.Count > 0)
        {
            json.Fault("response_types", "'code' needs the grant type authorization_code");
        }
        else if (code && json.IsEmptyArray("response_types"))
        {
            json.Fault("response_types", "must have 'code' for the grant type authorization_code");
        }

        if (Has(client, "refresh_token") && !code && !Has(client, "password") && !Has(client, "urn:ietf:params:oauth:grant-type:device_code"))
        {
            json.Fault("grant_types", "refresh_token needs authorization_code, password or device_code, which give the first refresh token");
        }

        if (!code && client.RequirePushedAuthorizationRequests is true)
        {
            json.Fault("require_pushed_authorization_requests", "needs the grant type authorization_code");
        }
    }

    private static bool Has(ClientMetadata client, string grantType) => client.GrantTypes.Contains(grantType, StringComparer.Ordinal);
}
