using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>Trades an authorization code for tokens (RFC 6749 §4.1.3). Client, redirect URI and PKCE were checked before.</summary>
internal sealed class HandleAuthorizationCodeGrant(PresentedSubject subject) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .UseScopedHandler<HandleAuthorizationCodeGrant>()
            .SetOrder(HandleClientCredentialsGrant.Descriptor.Order + 1_000)
            .Build();

    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsAuthorizationCodeGrantType())
        {
            return;
        }

        if (await subject.RenewAsync(context.AuthorizationCodePrincipal!, [], CancellationToken.None) is { } principal)
        {
            context.SignIn(principal);
        }
        else
        {
            context.Reject(Errors.InvalidGrant, "The account can no longer be used.");
        }
    }
}
