using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>Trades a refresh token for its successor and a new access token (RFC 6749 §6).</summary>
internal sealed class HandleRefreshTokenGrant(PresentedSubject subject) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .UseScopedHandler<HandleRefreshTokenGrant>()
            .SetOrder(HandleAuthorizationCodeGrant.Descriptor.Order + 1_000)
            .Build();

    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsRefreshTokenGrantType())
        {
            return;
        }

        if (await subject.RenewAsync(context.RefreshTokenPrincipal!, context.Request.GetScopes(), CancellationToken.None) is { } principal)
        {
            context.SignIn(principal);
        }
        else
        {
            context.Reject(Errors.InvalidGrant, "The account can no longer be used.");
        }
    }
}
