using System.Security.Claims;
using Cosmo.Identity.Data;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>Finds the row behind an opaque handle and restores what it stands for. Stands in for ValidateReferenceTokenIdentifier.</summary>
internal sealed class LoadTokenByHandle(Database database, TokenBatch batch) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateTokenContext>()
            .UseScopedHandler<LoadTokenByHandle>()
            .SetOrder(Protection.ValidateReferenceTokenIdentifier.Descriptor.Order)
            .Build();

    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (!TokenHandle.HasForm(context.Token) || IsClientAssertion(context))
        {
            return;
        }

        var entry = await database.ReadFirstAsync(
            TokenEntry.ByReference(TokenHandle.Hash(context.Token)), TokenEntry.Read, CancellationToken.None);
        if (entry?.Payload is null || (context.ValidTokenTypes.Count > 0 && !context.ValidTokenTypes.Contains(entry.Type)))
        {
            return;
        }

        context.IsReferenceToken = true;
        context.Principal = Attach(context, entry, InternalToken.Read(entry.Payload));
        batch.Presented = entry;
        batch.PresentedHandle = context.Token;
    }

    public static bool IsClientAssertion(ValidateTokenContext context) =>
        context.ValidTokenTypes.Count == 1 && context.ValidTokenTypes.Contains(TokenTypeIdentifiers.Private.ClientAssertion);

    /// <summary>The row has the last word on type, life and family.</summary>
    public static ClaimsPrincipal Attach(ValidateTokenContext context, TokenEntry entry, ClaimsPrincipal principal)
    {
        context.TokenId = entry.Id.ToString();
        context.AuthorizationId = entry.FamilyId?.ToString();
        return principal
            .SetTokenId(context.TokenId)
            .SetAuthorizationId(context.AuthorizationId)
            .SetTokenType(entry.Type)
            .SetCreationDate(entry.CreatedAt)
            .SetExpirationDate(entry.ExpiresAt);
    }
}

/// <summary>Finds the row of a JWT access token by its <c>jti</c>. Stands in for RestoreTokenEntryProperties.</summary>
internal sealed class LoadTokenById(Database database, TokenBatch batch) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateTokenContext>()
            .UseScopedHandler<LoadTokenById>()
            .SetOrder(Protection.RestoreTokenEntryProperties.Descriptor.Order)
            .Build();

    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.Principal is null || context.IsReferenceToken || !context.Principal.HasTokenType(TokenTypeIdentifiers.AccessToken))
        {
            return;
        }

        var entry = Guid.TryParse(context.Principal.GetClaim(Claims.JwtId), out var id)
            ? await database.ReadFirstAsync(
                context.EndpointType == OpenIddictServerEndpointType.UserInfo ? TokenEntry.ByIdWithUser(id) : TokenEntry.ById(id),
                TokenEntry.Read,
                CancellationToken.None)
            : null;
        if (entry is null || !entry.HasType(TokenTypeIdentifiers.AccessToken) || entry.ReferenceId is not null)
        {
            context.Reject(Errors.InvalidToken, "The token is not known.");
            return;
        }

        LoadTokenByHandle.Attach(context, entry, context.Principal);
        batch.Presented = entry;
    }
}
