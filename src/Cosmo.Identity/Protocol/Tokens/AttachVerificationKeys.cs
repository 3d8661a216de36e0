using Cosmo.Identity.Keys;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>Verifies what we signed ourselves, above all ID tokens that come back as hints, by the keys that count now: OpenIddict's own list is that of the start.</summary>
internal sealed class AttachVerificationKeys(KeyRing keys) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateTokenContext>()
            .UseSingletonHandler<AttachVerificationKeys>()
            .SetOrder(Protection.ResolveTokenValidationParameters.Descriptor.Order + 100)
            .Build();

    public ValueTask HandleAsync(ValidateTokenContext context)
    {
        // An assertion is the client's, and so are the keys.
        if (!LoadTokenByHandle.IsClientAssertion(context))
        {
            context.TokenValidationParameters.IssuerSigningKeys = keys.Now.VerificationKeys;
        }

        return ValueTask.CompletedTask;
    }
}
