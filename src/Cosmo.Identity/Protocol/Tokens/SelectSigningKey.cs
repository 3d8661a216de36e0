using Cosmo.Identity.Clients;
using Cosmo.Identity.Keys;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>Signs access tokens with ES256, which is cheap, and ID tokens with what their client registered.</summary>
internal sealed class SelectSigningKey(KeyRing keys, ClientRegistry registry) : IOpenIddictServerHandler<GenerateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<GenerateTokenContext>()
            .UseScopedHandler<SelectSigningKey>()
            .SetOrder(Protection.AttachSecurityCredentials.Descriptor.Order + 500)
            .Build();

    public async ValueTask HandleAsync(GenerateTokenContext context)
    {
        if (context.TokenType == TokenTypeIdentifiers.AccessToken)
        {
            context.SigningCredentials = keys.Now.ActiveFor(SecurityAlgorithms.EcdsaSha256).SigningCredentials;
        }
        else if (context.TokenType == TokenTypeIdentifiers.IdentityToken)
        {
            var client = (await registry.GetAsync(CancellationToken.None)).Find(context.ClientId);
            context.SigningCredentials = keys.Now.ActiveFor(client?.IdTokenAlgorithm ?? SecurityAlgorithms.RsaSha256).SigningCredentials;
        }
    }
}
