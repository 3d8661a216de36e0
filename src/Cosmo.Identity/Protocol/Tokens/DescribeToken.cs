using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Cosmo.Identity.Requests;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// Writes what a token says: RFC 9068 for access tokens, OpenID Connect Core §2 for ID tokens, and nothing that is only
/// OpenIddict's. Stands in for AttachTokenSubject and AttachTokenMetadata.
/// </summary>
internal sealed class DescribeToken(Issuer issuer) : IOpenIddictServerHandler<GenerateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<GenerateTokenContext>()
            .UseScopedHandler<DescribeToken>()
            .SetOrder(Protection.AttachTokenSubject.Descriptor.Order)
            .Build();

    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        if (context.IsReferenceToken)
        {
            context.Token = InternalToken.Write(context.Principal, IsWorthKeeping(context.TokenType));
            return ValueTask.CompletedTask;
        }

        var claims = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var claim in context.Principal.Claims)
        {
            if (!claim.Type.StartsWith(ProtocolClaims.PrivatePrefix, StringComparison.Ordinal))
            {
                Add(claims, claim);
            }
        }

        var audiences = context.Principal.GetAudiences();
        claims[Claims.Audience] = audiences.Length == 1 ? audiences[0] : audiences.ToArray();
        if (context.TokenType == TokenTypeIdentifiers.AccessToken)
        {
            claims[Claims.JwtId] = context.Principal.GetTokenId()!;
            if (context.Principal.GetScopes() is { Length: > 0 } scopes)
            {
                claims[Claims.Scope] = string.Join(' ', scopes);
            }
        }

        var descriptor = context.SecurityTokenDescriptor;
        descriptor.Claims = claims;
        descriptor.Issuer = issuer.Value;
        descriptor.IssuedAt = context.Principal.GetCreationDate()?.UtcDateTime;
        descriptor.Expires = context.Principal.GetExpirationDate()?.UtcDateTime;
        descriptor.TokenType = context.TokenType == TokenTypeIdentifiers.AccessToken ? JsonWebTokenTypes.AccessToken : JsonWebTokenTypes.GenericJsonWebToken;
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Codes and refresh tokens keep what the sign-in was; what the person is gets read anew. A refresh token outlives the code it
    /// came from, and what that was bound to.
    /// </summary>
    public static Func<Claim, bool> IsWorthKeeping(string tokenType) => tokenType switch
    {
        TokenTypeIdentifiers.RefreshToken => static claim => IsOfTheSession(claim) || (IsInternal(claim) && claim.Type is not (
            Claims.Private.Nonce or Claims.Private.RedirectUri or Claims.Private.CodeChallenge or Claims.Private.CodeChallengeMethod)),
        TokenTypeIdentifiers.Private.AuthorizationCode or TokenTypeIdentifiers.Private.DeviceCode => static claim => IsOfTheSession(claim) || IsInternal(claim),
        _ => static claim => claim.Type is not Claims.Private.HostProperties,
    };

    /// <summary>OpenIddict's own claims, but for those that the row holds.</summary>
    private static bool IsInternal(Claim claim) =>
        claim.Type.StartsWith(ProtocolClaims.PrivatePrefix, StringComparison.Ordinal)
        && claim.Type is not (Claims.Private.HostProperties or Claims.Private.Issuer or Claims.Private.TokenId or Claims.Private.CreationDate
            or Claims.Private.ExpirationDate or Claims.Private.TokenType or Claims.Private.AuthorizationId);

    /// <summary>The claims of the person are read anew at each refresh; what the session says is not.</summary>
    private static bool IsOfTheSession(Claim claim) => claim.Type is Claims.Subject or ProtocolClaims.SessionId
        or Claims.AuthenticationTime or Claims.AuthenticationMethodReference or Claims.AuthenticationContextReference
        or ProtocolClaims.SecurityStamp or ProtocolClaims.RequestedClaims;

    private static void Add(Dictionary<string, object> claims, Claim claim)
    {
        var value = Value(claim);
        if (!claims.TryGetValue(claim.Type, out var present))
        {
            claims[claim.Type] = claim.Type is Claims.Role or Claims.AuthenticationMethodReference ? new List<object> { value } : value;
        }
        else if (present is List<object> list)
        {
            list.Add(value);
        }
        else
        {
            claims[claim.Type] = new List<object> { present, value };
        }
    }

    private static object Value(Claim claim) => claim.ValueType switch
    {
        ClaimValueTypes.Boolean => bool.Parse(claim.Value),
        ClaimValueTypes.Integer or ClaimValueTypes.Integer32 or ClaimValueTypes.Integer64 => long.Parse(claim.Value, CultureInfo.InvariantCulture),
        "JSON" or "JSON_ARRAY" => JsonSerializer.Deserialize<JsonElement>(claim.Value),
        _ => claim.Value,
    };
}
