using Cosmo.Identity.Clients;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>Makes the access tokens of clients that ask for it opaque handles: they say nothing to whoever finds them, and only introspection reads them.</summary>
internal sealed class SelectTokenFormat(ClientRegistry registry, TokenBatch batch) : IOpenIddictServerHandler<GenerateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<GenerateTokenContext>()
            .UseScopedHandler<SelectTokenFormat>()
            .SetOrder(SelectSigningKey.Descriptor.Order + 100)
            .Build();

    public async ValueTask HandleAsync(GenerateTokenContext context)
    {
        if (context.TokenType != TokenTypeIdentifiers.AccessToken
            || (await registry.GetAsync(CancellationToken.None)).Find(context.ClientId) is not { TakesOpaqueAccessTokens: true })
        {
            return;
        }

        context.IsReferenceToken = true;
        context.PersistTokenPayload = true;
        if (batch.RequestedClaims is { } requested)
        {
            context.Principal.SetClaim(ProtocolClaims.RequestedClaims, requested);
        }
    }
}
