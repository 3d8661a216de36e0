using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>Trades a device code that a person has allowed for tokens (RFC 8628 §3.4). That it was allowed was found when it was read.</summary>
internal sealed class HandleDeviceCodeGrant(PresentedSubject subject) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .UseScopedHandler<HandleDeviceCodeGrant>()
            .SetOrder(HandleRefreshTokenGrant.Descriptor.Order + 1_000)
            .Build();

    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsDeviceCodeGrantType())
        {
            return;
        }

        if (await subject.RenewAsync(context.DeviceCodePrincipal!, [], CancellationToken.None) is { } principal)
        {
            context.SignIn(principal);
        }
        else
        {
            context.Reject(Errors.InvalidGrant, "The account can no longer be used.");
        }
    }
}
