using System.Text.Json;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.Requests;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Introspection;

/// <summary>Says of a live token what RFC 7662 §2.2 names and what the token itself says. Stands in for AttachMetadataClaims and AttachApplicationClaims.</summary>
internal sealed class AttachIntrospectionClaims(TokenBatch batch, Issuer issuer) : IOpenIddictServerHandler<HandleIntrospectionRequestContext>
{
    private static readonly HashSet<string> Named = new(StringComparer.Ordinal)
    {
        Claims.Subject, Claims.Issuer, Claims.Audience, Claims.ExpiresAt, Claims.IssuedAt, Claims.NotBefore, Claims.JwtId, Claims.Scope, Claims.ClientId,
    };

    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleIntrospectionRequestContext>()
            .UseScopedHandler<AttachIntrospectionClaims>()
            .SetOrder(OpenIddictServerHandlers.Introspection.AttachMetadataClaims.Descriptor.Order)
            .Build();

    public ValueTask HandleAsync(HandleIntrospectionRequestContext context)
    {
        var token = context.GenericTokenPrincipal;
        var isAccessToken = token.HasTokenType(TokenTypeIdentifiers.AccessToken);
        context.Claims[Claims.Issuer] = issuer.Value;
        context.Subject = token.GetClaim(Claims.Subject);
        context.ClientId = token.GetPresenters().FirstOrDefault();
        context.ExpiresAt = token.GetExpirationDate();
        context.IssuedAt = token.GetCreationDate();
        // An API key has no row among the tokens; its own key stands in its place.
        context.TokenId = batch.Presented?.Id.ToString() ?? token.GetClaim(Claims.JwtId);
        context.TokenType = isAccessToken ? TokenTypes.Bearer : null;
        context.Audiences.UnionWith(token.GetAudiences());
        context.Scopes.UnionWith(token.GetScopes());
        foreach (var group in token.Claims
            .Where(claim => !Named.Contains(claim.Type) && !claim.Type.StartsWith(ProtocolClaims.PrivatePrefix, StringComparison.Ordinal))
            .GroupBy(claim => claim.Type, StringComparer.Ordinal))
        {
            context.Claims[group.Key] = group.Key is Claims.Role or Claims.AuthenticationMethodReference
                ? new OpenIddictParameter([.. group.Select(claim => claim.Value)])
                : Parameter(group.First());
        }

        return ValueTask.CompletedTask;
    }

    private static OpenIddictParameter Parameter(System.Security.Claims.Claim claim) => claim.ValueType switch
    {
        System.Security.Claims.ClaimValueTypes.Boolean => new OpenIddictParameter(bool.Parse(claim.Value)),
        System.Security.Claims.ClaimValueTypes.Integer or System.Security.Claims.ClaimValueTypes.Integer32 or System.Security.Claims.ClaimValueTypes.Integer64 =>
            new OpenIddictParameter(long.Parse(claim.Value)),
        "JSON" or "JSON_ARRAY" => new OpenIddictParameter(JsonSerializer.Deserialize<JsonElement>(claim.Value)),
        _ => new OpenIddictParameter(claim.Value),
    };
}
