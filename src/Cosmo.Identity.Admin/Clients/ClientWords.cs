using System.Globalization;
using Cosmo.Identity.Clients;
using static Cosmo.Identity.Clients.ClientMetadata;

namespace Cosmo.Identity.Admin.Clients;

/// <summary>One setting of a client in plain words.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Values">What it is set to; none where it is not set.</param>
/// <param name="Help">What follows from it.</param>
internal sealed record ClientFact(string Name, IReadOnlyList<string> Values, string? Help = null);

/// <summary>Clients in words.</summary>
internal static class ClientWords
{
    /// <summary>What the list calls its kind.</summary>
    public static string TypeOf(ClientMetadata metadata) =>
        metadata.ResourceServer is true ? ClientTexts.TypeResourceServer : metadata.IsPublic ? ClientTexts.TypePublic : ClientTexts.TypeConfidential;

    /// <summary>Its way of proving who it is.</summary>
    public static (string Name, string Help) AuthenticationOf(string method) => method switch
    {
        AuthMethods.None => (ClientTexts.AuthNone, ClientTexts.AuthNoneHelp),
        AuthMethods.PrivateKeyJwt => (ClientTexts.AuthKey, ClientTexts.AuthKeyHelp),
        AuthMethods.ClientSecretPost => (ClientTexts.AuthPost, ClientTexts.AuthPostHelp),
        _ => (ClientTexts.AuthBasic, ClientTexts.AuthBasicHelp),
    };

    /// <summary>The ways to choose from, the usual one first.</summary>
    public static IReadOnlyList<(string Value, string Words)> Authentications =>
        [.. new[] { AuthMethods.ClientSecretBasic, AuthMethods.ClientSecretPost, AuthMethods.PrivateKeyJwt, AuthMethods.None }.Select(method => (method, AuthenticationOf(method).Name))];

    /// <summary>How it behaves.</summary>
    public static IReadOnlyList<ClientFact> SettingsOf(KnownClient client)
    {
        var metadata = client.Metadata;
        var (authentication, authenticationHelp) = AuthenticationOf(metadata.TokenEndpointAuthMethod);
        var code = metadata.Has(GrantTypes.Code);
        List<ClientFact> facts =
        [
            new(ClientTexts.Authentication, [authentication], authenticationHelp),
            new(ClientTexts.Grants, [.. metadata.GrantTypes.Select(grant => GrantTypes.WordsOf(grant).Name)], metadata.GrantTypes.Count == 0 ? ClientTexts.NoGrantsHelp : null),
        ];
        if (code)
        {
            facts.Add(new(ClientTexts.Pkce, [metadata.RequirePkce ? ClientTexts.Required : ClientTexts.NotRequired], ClientTexts.PkceHelp));
            facts.Add(new(ClientTexts.Par, [metadata.RequirePushedAuthorizationRequests is true ? ClientTexts.Required : ClientTexts.NotRequired], ClientTexts.ParHelp));
            facts.Add(new(
                ClientTexts.Consent,
                [metadata.Consent == ConsentKinds.Implicit ? ClientTexts.ConsentImplicit : ClientTexts.ConsentExplicit],
                metadata.Consent == ConsentKinds.Implicit ? ClientTexts.ConsentImplicitHelp : ClientTexts.ConsentExplicitHelp));
            facts.Add(new(ClientTexts.ApplicationType, [metadata.ApplicationType == ApplicationTypes.Native ? ClientTexts.ApplicationNative : ClientTexts.ApplicationWeb]));
        }

        if (metadata.GrantTypes.Count > 0)
        {
            var opaque = metadata.AccessTokenFormat == "opaque";
            facts.Add(new(ClientTexts.TokenFormat, [opaque ? ClientTexts.TokenOpaque : ClientTexts.TokenJwt], opaque ? ClientTexts.TokenOpaqueHelp : ClientTexts.TokenJwtHelp));
            facts.Add(new(ClientTexts.IdTokenAlgorithm, [metadata.IdTokenSignedResponseAlg ?? "RS256"]));
        }

        if (metadata.DefaultMaxAge is { } age)
        {
            facts.Add(new(ClientTexts.DefaultMaxAge, [age.ToString(CultureInfo.InvariantCulture)], ClientTexts.DefaultMaxAgeHelp));
        }

        if (metadata.ResourceServer is true)
        {
            facts.Add(new(ClientTexts.Audiences, [metadata.ClientId, .. metadata.Audiences ?? []], ClientTexts.AudiencesHelp));
        }

        return facts;
    }

    /// <summary>Where it is, and what people read about it.</summary>
    public static IReadOnlyList<ClientFact> AddressesOf(ClientMetadata metadata) =>
    [
        new(ClientTexts.RedirectUris, metadata.RedirectUris),
        new(ClientTexts.PostLogoutUris, metadata.PostLogoutRedirectUris),
        .. Where(new ClientFact(ClientTexts.CorsOrigins, metadata.AllowedCorsOrigins ?? [])),
        .. Where(new ClientFact(ClientTexts.JwksUri, OneOf(metadata.JwksUri))),
        .. Where(new ClientFact(ClientTexts.BackchannelUri, OneOf(metadata.BackchannelLogoutUri), ClientTexts.BackchannelHelp)),
        .. Where(new ClientFact(ClientTexts.ClientUri, OneOf(metadata.ClientUri))),
        .. Where(new ClientFact(ClientTexts.LogoUri, OneOf(metadata.LogoUri))),
        .. Where(new ClientFact(ClientTexts.PolicyUri, OneOf(metadata.PolicyUri))),
        .. Where(new ClientFact(ClientTexts.TosUri, OneOf(metadata.TosUri))),
        .. Where(new ClientFact(ClientTexts.Contacts, metadata.Contacts ?? [])),
    ];

    private static IEnumerable<ClientFact> Where(ClientFact fact) => fact.Values.Count > 0 ? [fact] : [];

    private static string[] OneOf(string? value) => value is null ? [] : [value];
}
