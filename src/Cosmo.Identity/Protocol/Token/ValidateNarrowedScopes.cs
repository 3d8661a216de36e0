using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>A refresh may narrow the scope, never widen it (RFC 6749 §6). Stands in for ValidateGrantedScopes, with the error that §5.2 names.</summary>
internal sealed class ValidateNarrowedScopes : IOpenIddictServerHandler<ValidateTokenRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateTokenRequestContext>()
            .UseSingletonHandler<ValidateNarrowedScopes>()
            .SetOrder(OpenIddictServerHandlers.Exchange.ValidateGrantedScopes.Descriptor.Order)
            .Build();

    public ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        ClaimsPrincipal? granted =
            context.Request.IsRefreshTokenGrantType() ? context.RefreshTokenPrincipal
            : context.Request.IsAuthorizationCodeGrantType() ? context.AuthorizationCodePrincipal
            : context.Request.IsDeviceCodeGrantType() ? context.DeviceCodePrincipal
            : null;
        if (granted is not null && context.Request.GetScopes().Except(granted.GetScopes(), StringComparer.Ordinal).Any())
        {
            context.Reject(Errors.InvalidScope, "The scope is wider than what was granted.");
        }

        return ValueTask.CompletedTask;
    }
}
