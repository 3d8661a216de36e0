using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Clients.Secrets;
using static Cosmo.Identity.Clients.ClientMetadata;

namespace Cosmo.Identity.Provisioning;

/// <summary>Reads one client of a provisioning file, with the rules that look at one member; <see cref="ClientRules"/> has those between members.</summary>
internal static partial class ClientParser
{
    private const string EncryptionReason = "not supported yet: nothing is encrypted for clients";

    /// <summary>Names of the registered metadata (IANA, OAuth Dynamic Client Registration Metadata) that have no effect here yet.</summary>
    private static readonly FrozenDictionary<string, string> NotSupportedYet = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["sector_identifier_uri"] = "not supported yet: the subject is the same for all clients",
        ["initiate_login_uri"] = "not supported yet: no sign-in begins at this server",
        ["request_uris"] = "not supported yet: request objects are not read; use pushed authorization requests",
        ["request_object_signing_alg"] = "not supported yet: request objects are not read; use pushed authorization requests",
        ["require_signed_request_object"] = "not supported yet: request objects are not read; use pushed authorization requests",
        ["request_object_encryption_alg"] = EncryptionReason,
        ["request_object_encryption_enc"] = EncryptionReason,
        ["id_token_encrypted_response_alg"] = EncryptionReason,
        ["id_token_encrypted_response_enc"] = EncryptionReason,
        ["userinfo_encrypted_response_alg"] = EncryptionReason,
        ["userinfo_encrypted_response_enc"] = EncryptionReason,
        ["introspection_encrypted_response_alg"] = EncryptionReason,
        ["introspection_encrypted_response_enc"] = EncryptionReason,
        ["authorization_encrypted_response_alg"] = EncryptionReason,
        ["authorization_encrypted_response_enc"] = EncryptionReason,
        ["userinfo_signed_response_alg"] = "not supported yet: userinfo answers plain JSON",
        ["introspection_signed_response_alg"] = "not supported yet: introspection answers plain JSON",
        ["authorization_signed_response_alg"] = "not supported yet: authorization responses are not signed",
        ["authorization_details_types"] = "not supported yet: authorization_details are not read",
        ["default_acr_values"] = "not supported yet: a client asks for acr_values in each request",
        ["frontchannel_logout_uri"] = "not supported yet: browsers block it; use backchannel_logout_uri",
        ["frontchannel_logout_session_required"] = "not supported yet: browsers block it; use backchannel_logout_uri",
        ["software_statement"] = "not supported yet: this file is the statement",
        ["software_id"] = "not supported yet: it would have no effect",
        ["software_version"] = "not supported yet: it would have no effect",
        ["client_id_issued_at"] = "not supported yet: it is an answer of dynamic registration",
        ["client_secret_expires_at"] = "not supported yet: secrets do not expire by themselves",
        ["registration_client_uri"] = "not supported yet: it is an answer of dynamic registration",
        ["registration_access_token"] = "not supported yet: it is an answer of dynamic registration",
        ["token_endpoint_auth_signing_alg"] = "not supported yet: any algorithm that fits the registered keys is accepted; give a key an alg to bind it",
        ["tls_client_auth_subject_dn"] = "not supported yet: clients do not authenticate by certificate",
        ["tls_client_auth_san_dns"] = "not supported yet: clients do not authenticate by certificate",
        ["tls_client_auth_san_uri"] = "not supported yet: clients do not authenticate by certificate",
        ["tls_client_auth_san_ip"] = "not supported yet: clients do not authenticate by certificate",
        ["tls_client_auth_san_email"] = "not supported yet: clients do not authenticate by certificate",
        ["tls_client_certificate_bound_access_tokens"] = "not supported yet: access tokens are bearer tokens",
        ["dpop_bound_access_tokens"] = "not supported yet: access tokens are bearer tokens",
        ["backchannel_token_delivery_mode"] = "not supported yet: there is no backchannel authentication",
        ["backchannel_client_notification_endpoint"] = "not supported yet: there is no backchannel authentication",
        ["backchannel_authentication_request_signing_alg"] = "not supported yet: there is no backchannel authentication",
        ["backchannel_user_code_parameter"] = "not supported yet: there is no backchannel authentication",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static ClientMetadata Read(ObjectReader json)
    {
        var native = json.OneOf("application_type", ApplicationTypes.Web, ApplicationTypes.Native) == ApplicationTypes.Native;
        var resourceServer = json.Flag("resource_server");
        var responseTypes = json.Texts("response_types", ResponseTypeFault);
        var client = new ClientMetadata
        {
            Place = json.Path,
            ClientId = json.Text("client_id", ClientIdFault, required: true) ?? "",
            ClientSecret = json.Text("client_secret", SecretFault),
            ClientName = json.Text("client_name", LabelFault),
            ApplicationType = native ? ApplicationTypes.Native : ApplicationTypes.Web,
            // RFC 7591 §2: authorization_code where nothing is said; but a resource server gets no tokens of its own.
            GrantTypes = json.Texts("grant_types", GrantTypeFault) ?? (resourceServer is true && !json.Has("redirect_uris") ? [] : ["authorization_code"]),
            TokenEndpointAuthMethod = ReadAuthMethod(json),
            Jwks = KeySetRules.Read(json.Object("jwks")),
            JwksUri = json.Text("jwks_uri", UriRules.Link),
            RedirectUris = json.Texts("redirect_uris", uri => UriRules.Redirect(uri, native)) ?? [],
            PostLogoutRedirectUris = json.Texts("post_logout_redirect_uris", uri => UriRules.Redirect(uri, native)) ?? [],
            BackchannelLogoutUri = json.Text("backchannel_logout_uri", UriRules.Link),
            BackchannelLogoutSessionRequired = json.Flag("backchannel_logout_session_required"),
            Scope = json.Text("scope", ScopeFault),
            Consent = json.OneOf("consent", ConsentKinds.Explicit, ConsentKinds.Implicit) ?? ConsentKinds.Explicit,
            RequirePkce = json.Flag("require_pkce") ?? true,
            RequirePushedAuthorizationRequests = json.Flag("require_pushed_authorization_requests"),
            ResourceServer = resourceServer,
            Audiences = json.Texts("audiences", AudienceFault),
            AllowedCorsOrigins = json.Texts("allowed_cors_origins", UriRules.Origin),
            IdTokenSignedResponseAlg = json.Text("id_token_signed_response_alg", SigningAlgorithmFault),
            AccessTokenFormat = json.Text("access_token_format", AccessTokenFormatFault),
            DefaultMaxAge = (int?)json.Integer("default_max_age", 0, int.MaxValue),
            ClientUri = json.Text("client_uri", UriRules.Link),
            LogoUri = json.Text("logo_uri", UriRules.Link),
            PolicyUri = json.Text("policy_uri", UriRules.Link),
            TosUri = json.Text("tos_uri", UriRules.Link),
            Contacts = json.Texts("contacts", LabelFault),
        };
        json.Text("subject_type", type => type == "public" ? null : "not supported yet: the subject is the same for all clients, which is \"public\"");
        json.RefuseTheRest(name => NotSupportedYet.GetValueOrDefault(name)
            ?? (name.Contains('#') ? "not supported yet: names and addresses in several languages" : null));

        return client with
        {
            ResponseTypes = responseTypes ?? (client.GrantTypes.Contains("authorization_code", StringComparer.Ordinal) ? ["code"] : []),
        };
    }

    /// <summary>What no name, scope or audience may hold: it reaches pages, logs and headers.</summary>
    public static string? LabelFault(string text) =>
        text.Length > 200 ? "is longer than 200 characters"
        : text.Any(char.IsControl) ? "must not have control characters"
        : null;

    /// <summary>RFC 6749 §3.3: the characters of a scope.</summary>
    public static string? ScopeNameFault(string name) =>
        name.Length > 100 ? $"'{ObjectReader.Quote(name)}' is longer than 100 characters"
        : ScopeName().IsMatch(name) ? null
        : $"'{ObjectReader.Quote(name)}' is no scope: visible ASCII characters without quotes and backslashes (RFC 6749 §3.3)";

    /// <summary>What stands in <c>aud</c>.</summary>
    public static string? AudienceFault(string audience) =>
        audience.Length > 200 ? "is longer than 200 characters"
        : audience.Any(c => !char.IsAscii(c) || char.IsControl(c) || char.IsWhiteSpace(c)) ? "must be visible ASCII characters without spaces"
        : null;

    // RFC 9700 §4.15: a client that could pass for a user. Subjects are UUIDs, so no client is called by one.
    private static string? ClientIdFault(string id) =>
        id.Length > 100 ? "is longer than 100 characters"
        : Guid.TryParse(id, out _) ? "must not look like a UUID: subjects of users do (RFC 9700 §4.15)"
        : ClientIdentifier().IsMatch(id) ? null
        : "must be ASCII letters, digits and . _ ~ - only, and begin with a letter or digit";

    private static string? SecretFault(string secret) =>
        secret.Length > ClientSecretHasher.MaximumSecretBytes ? $"is longer than {ClientSecretHasher.MaximumSecretBytes} characters"
        : secret.Any(c => c is < ' ' or > '~') ? "must be visible ASCII characters (RFC 6749 appendix A.2)"
        : null;

    private static string ReadAuthMethod(ObjectReader json) => json.Text("token_endpoint_auth_method", method => method switch
    {
        AuthMethods.ClientSecretBasic or AuthMethods.ClientSecretPost or AuthMethods.PrivateKeyJwt or AuthMethods.None => null,
        "client_secret_jwt" => "not supported yet: the secret would have to be stored in clear; use private_key_jwt",
        "tls_client_auth" or "self_signed_tls_client_auth" => "not supported yet: clients do not authenticate by certificate",
        _ => $"'{ObjectReader.Quote(method)}' is not one of client_secret_basic, client_secret_post, private_key_jwt, none",
    }) ?? AuthMethods.ClientSecretBasic;

    private static string? GrantTypeFault(string type) => type switch
    {
        "authorization_code" or "refresh_token" or "password" or "client_credentials" or "urn:ietf:params:oauth:grant-type:device_code" => null,
        "implicit" => "'implicit' is not offered: tokens in addresses leak (RFC 9700 §2.1.2); use authorization_code",
        "urn:ietf:params:oauth:grant-type:token-exchange"
            or "urn:ietf:params:oauth:grant-type:jwt-bearer" or "urn:openid:params:grant-type:ciba" => $"'{type}' is not supported yet",
        _ => $"'{ObjectReader.Quote(type)}' is not one of authorization_code, refresh_token, password, client_credentials, urn:ietf:params:oauth:grant-type:device_code",
    };

    private static string? ResponseTypeFault(string type) =>
        type == "code" ? null : $"'{ObjectReader.Quote(type)}' is not offered: the only response type is code (RFC 9700 §2.1.2)";

    private static string? ScopeFault(string scope)
    {
        var names = scope.Split(' ');
        return names.Any(name => name.Length == 0) ? "must be names separated by single spaces"
            : names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice ? $"'{ObjectReader.Quote(twice.Key)}' is given twice"
            : names.Select(ScopeNameFault).FirstOrDefault(fault => fault is not null);
    }

    private static string? SigningAlgorithmFault(string algorithm) => algorithm switch
    {
        "RS256" or "ES256" => null,
        "none" => "'none' would make ID tokens that anyone can forge",
        _ => $"'{ObjectReader.Quote(algorithm)}' is not supported yet: RS256 or ES256",
    };

    private static string? AccessTokenFormatFault(string format) => format switch
    {
        "jwt" or "opaque" => null,
        _ => $"'{ObjectReader.Quote(format)}' is not one of jwt, opaque",
    };

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._~-]*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ClientIdentifier();

    [GeneratedRegex(@"^[\x21\x23-\x5B\x5D-\x7E]+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScopeName();
}
