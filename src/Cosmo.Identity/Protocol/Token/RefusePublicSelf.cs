using Cosmo.Identity.Clients;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>A client that cannot prove who it is gets no token for itself (RFC 6749 §4.4).</summary>
internal sealed class RefusePublicSelf(ClientRegistry registry) : IOpenIddictServerHandler<ValidateTokenRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateTokenRequestContext>()
            .UseScopedHandler<RefusePublicSelf>()
            .SetOrder(OpenIddictServerHandlers.Exchange.ValidateClientCredentialsParameters.Descriptor.Order - 500)
            .Build();

    public async ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        if (context.Request.IsClientCredentialsGrantType()
            && (await registry.GetAsync(CancellationToken.None)).Find(context.ClientId) is { IsPublic: true })
        {
            context.Reject(Errors.UnauthorizedClient, "A public client cannot use this grant.");
        }
    }
}
