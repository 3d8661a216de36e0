using System.Collections.Immutable;
using System.Security.Claims;
using Cosmo.Identity.Accounts.ApiKeys;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.Requests;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Introspection;

/// <summary>
/// Lets a resource server introspect an API key as it does an access token, with an audience made of its scopes by the same rule. No other
/// endpoint knows keys: they open neither userinfo nor anything that clients do.
/// </summary>
internal sealed class RecogniseApiKey(IssuedApiKeys keys, PresentedApiKey presented, ClientRegistry registry, Issuer issuer) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateTokenContext>()
            .UseScopedHandler<RecogniseApiKey>()
            .SetOrder(RecogniseAccessToken.Descriptor.Order - 100)
            .Build();

    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.EndpointType != OpenIddictServerEndpointType.Introspection
            || context.Principal is not null
            || await keys.FindAsync(context.Token, CancellationToken.None) is not { } key)
        {
            return;
        }

        presented.Key = key;
        // It has no row among the tokens that would have to be found by its identifier.
        context.IsReferenceToken = true;
        context.Principal = Describe(key, [.. key.LiveScopes], await registry.GetAsync(CancellationToken.None));
    }

    private ClaimsPrincipal Describe(ApiKey key, ImmutableArray<string> scopes, ClientSnapshot known)
    {
        var audiences = known.ResourcesOf(scopes).ToList();
        if (audiences.Count == 0 || scopes.Any(scope => scope is ApiKeyScopes.Read or ApiKeyScopes.Write or ApiKeyScopes.Admin))
        {
            audiences.Add(issuer.Value);
        }

        var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);
        identity.AddClaim(new Claim(Claims.Subject, key.UserId.ToString()));
        identity.AddClaim(new Claim(Claims.JwtId, key.Id.ToString()));
        return new ClaimsPrincipal(identity)
            .SetTokenType(TokenTypeIdentifiers.AccessToken)
            .SetScopes(scopes)
            .SetAudiences([.. audiences])
            .SetCreationDate(key.CreatedAt)
            .SetExpirationDate(key.ExpiresAt);
    }
}

/// <summary>The API key of this request.</summary>
internal sealed class PresentedApiKey
{
    public ApiKey? Key { get; set; }
}
