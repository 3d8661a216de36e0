using Cosmo.Identity.Protocol.Tokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.ClientAuthentication;

/// <summary>
/// Takes client assertions of the type that clients send (<c>JWT</c>, or none) beside the newer
/// <c>client-authentication+jwt</c>. Type confusion stays impossible: only the client's own keys verify an assertion.
/// </summary>
internal sealed class AcceptAssertionType : IOpenIddictServerHandler<ValidateTokenContext>
{
    private const string Newer = "client-authentication+jwt";

    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateTokenContext>()
            .UseSingletonHandler<AcceptAssertionType>()
            .SetOrder(Protection.ResolveTokenValidationParameters.Descriptor.Order + 500)
            .Build();

    public ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (LoadTokenByHandle.IsClientAssertion(context))
        {
            context.TokenValidationParameters.ValidTypes = null;
            context.TokenValidationParameters.TypeValidator = static (type, _, _) => type?.ToUpperInvariant() switch
            {
                null or "" or "JWT" or "CLIENT-AUTHENTICATION+JWT" or "APPLICATION/CLIENT-AUTHENTICATION+JWT" => Newer,
                _ => throw new SecurityTokenInvalidTypeException("The assertion has another type.") { InvalidType = type },
            };

            // ValidateAssertionClaims checks the audience, with the error that belongs to client authentication.
            context.DisableAudienceValidation = true;
        }

        return ValueTask.CompletedTask;
    }
}
