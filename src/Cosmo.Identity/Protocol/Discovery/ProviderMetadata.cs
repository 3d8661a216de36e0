using System.Security.Cryptography;
using System.Text.Json;
using Cosmo.Identity.Accounts.Register;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Languages;
using Cosmo.Identity.Protocol.Authorize;
using Cosmo.Identity.Protocol.Token;
using Cosmo.Identity.Requests;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Discovery;

/// <summary>
/// What this provider says of itself (OpenID Connect Discovery §3, RFC 8414 §2): every value is one that it keeps. Written
/// once per set of scopes, served as bytes.
/// </summary>
internal sealed class ProviderMetadata(Issuer issuer, KeyRing keys, ClientRegistry registry, SecondFactors factors, RegistrationDoor registration)
{
    private static readonly string[] BuiltInScopes =
        [Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.Phone, Scopes.Address, Scopes.Roles, Scopes.OfflineAccess];

    private static readonly string[] ClientAuthentication =
        [ClientAuthenticationMethods.ClientSecretBasic, ClientAuthenticationMethods.ClientSecretPost, ClientAuthenticationMethods.PrivateKeyJwt];

    private static readonly string[] AssertionAlgorithms = ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];

    private static readonly string[] GrantTypesSupported =
        [GrantTypes.AuthorizationCode, GrantTypes.RefreshToken, GrantTypes.ClientCredentials, GrantTypes.Password, GrantTypes.DeviceCode, OtpGrant.Name];

    private static readonly string[] ProtocolClaimsSupported =
    [
        Claims.Issuer, Claims.Subject, Claims.Audience, Claims.ExpiresAt, Claims.IssuedAt, ProtocolClaims.SessionId, Claims.AuthenticationTime,
        Claims.AuthenticationContextReference, Claims.AuthenticationMethodReference, Claims.Nonce,
    ];

    private static readonly string[] PromptValuesSupported = [PromptValues.None, PromptValues.Login, PromptValues.Consent, PromptValues.SelectAccount];

    private static readonly string[] ResponseModesSupported = [ResponseModes.Query, ResponseModes.FormPost];

    private static readonly string[] IdTokenAlgorithms = ["RS256", "ES256"];

    private (ClientSnapshot? Of, StaticAnswer Answer) document;

    private volatile PublishedKeys? keySet;

    /// <summary>The discovery document; while the database is away and no client was ever read, without provisioned scopes.</summary>
    public async ValueTask<StaticAnswer> GetDocumentAsync(CancellationToken cancellationToken)
    {
        var known = await registry.GetAsync(cancellationToken);
        if (!ReferenceEquals(document.Of, known))
        {
            document = (known, new StaticAnswer(Write(known.Scopes.Keys)));
        }

        return document.Answer;
    }

    /// <summary>The JSON Web Key Set (RFC 7517 §5), written once per state of the keys.</summary>
    public StaticAnswer GetKeySet()
    {
        var (known, now) = (keySet, keys.Now);
        return known?.Of == now ? known.Answer : (keySet = new PublishedKeys(now, new StaticAnswer(now.JwksUtf8))).Answer;
    }

    private static string[] Only(string value) => [value];

    private sealed record PublishedKeys(KeySet Of, StaticAnswer Answer);

    private byte[] Write(IEnumerable<string> provisioned) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal)
    {
        [Metadata.Issuer] = issuer.Value,
        [Metadata.AuthorizationEndpoint] = issuer.Url("/connect/authorize"),
        [Metadata.TokenEndpoint] = issuer.Url("/connect/token"),
        [Metadata.UserInfoEndpoint] = issuer.Url("/connect/userinfo"),
        [Metadata.JwksUri] = issuer.Url("/.well-known/jwks"),
        [Metadata.EndSessionEndpoint] = issuer.Url("/connect/logout"),
        [Metadata.IntrospectionEndpoint] = issuer.Url("/connect/introspect"),
        [Metadata.RevocationEndpoint] = issuer.Url("/connect/revoke"),
        [Metadata.PushedAuthorizationRequestEndpoint] = issuer.Url("/connect/par"),
        [Metadata.DeviceAuthorizationEndpoint] = issuer.Url("/connect/device"),
        [Metadata.ScopesSupported] = BuiltInScopes.Concat(provisioned.Order(StringComparer.Ordinal)),
        [Metadata.ResponseTypesSupported] = Only(ResponseTypes.Code),
        [Metadata.ResponseModesSupported] = ResponseModesSupported,
        [Metadata.GrantTypesSupported] = GrantTypesSupported,
        [Metadata.CodeChallengeMethodsSupported] = Only(CodeChallengeMethods.Sha256),
        [Metadata.SubjectTypesSupported] = Only(SubjectTypes.Public),
        [Metadata.IdTokenSigningAlgValuesSupported] = IdTokenAlgorithms,
        [Metadata.TokenEndpointAuthMethodsSupported] = ClientAuthentication.Append(ClientAuthenticationMethods.None),
        ["token_endpoint_auth_signing_alg_values_supported"] = AssertionAlgorithms,
        [Metadata.IntrospectionEndpointAuthMethodsSupported] = ClientAuthentication,
        ["introspection_endpoint_auth_signing_alg_values_supported"] = AssertionAlgorithms,
        [Metadata.RevocationEndpointAuthMethodsSupported] = ClientAuthentication.Append(ClientAuthenticationMethods.None),
        ["revocation_endpoint_auth_signing_alg_values_supported"] = AssertionAlgorithms,
        [Metadata.ClaimsSupported] = ProtocolClaimsSupported.Concat(UserClaims.Supported),
        ["claim_types_supported"] = Only("normal"),
        ["acr_values_supported"] = AuthenticationContext.Supported(factors.AreOffered),
        [Metadata.PromptValuesSupported] = registration.IsOpen ? PromptValuesSupported.Append(RegistrationPrompt.Value) : PromptValuesSupported,
        ["display_values_supported"] = Only("page"),
        ["ui_locales_supported"] = Language.All.Select(language => language.Tag),
        [Metadata.ClaimsParameterSupported] = true,
        [Metadata.RequestParameterSupported] = false,
        [Metadata.RequestUriParameterSupported] = false,
        ["require_request_uri_registration"] = false,
        [Metadata.AuthorizationResponseIssParameterSupported] = true,
    });
}

/// <summary>Bytes that are the same for everybody, with what caches need to know.</summary>
internal sealed class StaticAnswer(byte[] body)
{
    public byte[] Body => body;

    public string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"";
}
