using Cosmo.Identity.Requests;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>Names this provider in each authorization response by exactly the issuer of its metadata (RFC 9207 §2). Stands in for AttachIssuer.</summary>
internal sealed class AttachExactIssuer(Issuer issuer) : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyAuthorizationResponseContext>()
            .UseScopedHandler<AttachExactIssuer>()
            .SetOrder(Authentication.AttachIssuer.Descriptor.Order)
            .Build();

    public ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        if (context.RedirectUri is not null)
        {
            context.Response.Iss = issuer.Value;
        }

        return ValueTask.CompletedTask;
    }
}
