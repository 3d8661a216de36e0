using Cosmo.Identity.Clients;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>Plans the row of a token; the batch writes it. ID tokens have none: nothing revokes them. Stands in for CreateTokenEntry.</summary>
internal sealed class PlanTokenEntry(TokenBatch batch, ClientRegistry registry) : IOpenIddictServerHandler<GenerateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<GenerateTokenContext>()
            .UseScopedHandler<PlanTokenEntry>()
            .SetOrder(Protection.CreateTokenEntry.Descriptor.Order)
            .Build();

    public async ValueTask HandleAsync(GenerateTokenContext context)
    {
        // A retry hands out the refresh token that is there already.
        if (context.TokenType == TokenTypeIdentifiers.IdentityToken || (batch.IsRetry && context.TokenType == TokenTypeIdentifiers.RefreshToken))
        {
            return;
        }

        var token = new NewToken
        {
            Type = context.TokenType,
            // Nobody has allowed the device anything yet.
            Status = context.TokenType == TokenTypeIdentifiers.Private.DeviceCode ? Statuses.Inactive : Statuses.Valid,
            ClientKey = (await registry.GetAsync(CancellationToken.None)).Find(context.ClientId)?.Id,
            FamilyId = Guid.TryParse(context.Principal.GetAuthorizationId(), out var family) ? family : null,
            Subject = context.Principal.GetClaim(Claims.Subject),
            CreatedAt = context.Principal.GetCreationDate(),
            ExpiresAt = context.Principal.GetExpirationDate(),
            Payload = context.TokenType == TokenTypeIdentifiers.AccessToken ? batch.RequestedClaims : null,
        };
        context.Principal.SetTokenId(token.Id.ToString());
        batch.Add(token);
    }
}
