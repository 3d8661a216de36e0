using Cosmo.Identity.Clients;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Introspection;

/// <summary>Introspection is for callers that can prove who they are; a public client cannot (RFC 7662 §2.1).</summary>
internal sealed class RefusePublicIntrospector(ClientRegistry registry) : IOpenIddictServerHandler<ValidateIntrospectionRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateIntrospectionRequestContext>()
            .UseScopedHandler<RefusePublicIntrospector>()
            // Before the client is authenticated: a public one has nothing to authenticate with.
            .SetOrder(OpenIddictServerHandlers.Introspection.ValidateAuthentication.Descriptor.Order - 500)
            .Build();

    public async ValueTask HandleAsync(ValidateIntrospectionRequestContext context)
    {
        if (context.ClientId is not null && (await registry.GetAsync(CancellationToken.None)).Find(context.ClientId) is { IsPublic: true })
        {
            context.Reject(Errors.InvalidClient, "This client cannot authenticate itself.");
        }
    }
}
