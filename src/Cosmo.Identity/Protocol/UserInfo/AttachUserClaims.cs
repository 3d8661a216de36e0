using System.Text.Json;
using Cosmo.Identity.Accounts;
using Cosmo.Identity.Data;
using Cosmo.Identity.Protocol.Authorize;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.Requests;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers.UserInfo;

namespace Cosmo.Identity.Protocol.UserInfo;

/// <summary>Answers userinfo (OpenID Connect Core §5.3) with what the person is now, as far as the token's scopes allow.</summary>
internal sealed class AttachUserClaims(Database database, Issuer issuer, TokenBatch batch) : IOpenIddictServerHandler<HandleUserInfoRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleUserInfoRequestContext>()
            .UseScopedHandler<AttachUserClaims>()
            .SetOrder(AttachClaims.Descriptor.Order)
            .Build();

    public async ValueTask HandleAsync(HandleUserInfoRequestContext context)
    {
        var token = context.AccessTokenPrincipal;

        // A token for another resource server opens nothing here (RFC 9068 §4, RFC 9700 §2.3).
        if (!token.HasAudience(issuer.Value) || !Guid.TryParse(token.GetClaim(Claims.Subject), out var id))
        {
            context.Reject(Errors.InvalidToken, "The access token is not meant for this endpoint.");
            return;
        }

        if (!token.HasScope(Scopes.OpenId))
        {
            context.Reject(Errors.InsufficientScope, "The access token lacks the scope 'openid'.");
            return;
        }

        // Read together with the token, a moment ago.
        var user = batch.Presented?.User;
        if (user is null || user.Id != id || user.IsDisabled)
        {
            context.Reject(Errors.InvalidToken, "The account can no longer be used.");
            return;
        }

        context.Subject = user.Id.ToString();
        var requested = ClaimsRequest.Parse(batch.Presented is { ReferenceId: null } jwt ? jwt.Payload : token.GetClaim(ProtocolClaims.RequestedClaims)) ?? ClaimsRequest.None;
        var names = UserClaims.NamesFor(token.GetScopes()).Concat(requested.UserInfo).ToHashSet(StringComparer.Ordinal);
        var roles = names.Contains(Claims.Role)
            ? await database.ReadAllAsync(UserRecord.RolesOf(id), UserRecord.ReadRole, CancellationToken.None)
            : [];
        foreach (var group in UserClaims.Of(user, roles, names).GroupBy(claim => claim.Type, StringComparer.Ordinal))
        {
            context.Claims[group.Key] = string.Equals(group.Key, Claims.Role, StringComparison.Ordinal)
                ? new OpenIddictParameter([.. group.Select(claim => claim.Value)])
                : Parameter(group.First());
        }
    }

    private static OpenIddictParameter Parameter(System.Security.Claims.Claim claim) => claim.ValueType switch
    {
        System.Security.Claims.ClaimValueTypes.Boolean => new OpenIddictParameter(bool.Parse(claim.Value)),
        System.Security.Claims.ClaimValueTypes.Integer64 => new OpenIddictParameter(long.Parse(claim.Value)),
        "JSON" => new OpenIddictParameter(JsonSerializer.Deserialize<JsonElement>(claim.Value)),
        _ => new OpenIddictParameter(claim.Value),
    };
}
