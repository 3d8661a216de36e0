using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// Reads our own access tokens without asking the general JWT handler, which verifies every signature anew: introspection and
/// userinfo see the same token many times. What this does not recognise is left to that handler.
/// </summary>
internal sealed class RecogniseAccessToken(AccessTokenReader reader) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateTokenContext>()
            .UseSingletonHandler<RecogniseAccessToken>()
            .SetOrder(Protection.ValidateIdentityModelToken.Descriptor.Order - 500)
            .Build();

    public ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.Principal is null && (context.ValidTokenTypes.Count == 0 || context.ValidTokenTypes.Contains(TokenTypeIdentifiers.AccessToken)))
        {
            try
            {
                context.Principal = reader.Read(context.Token);
            }
            catch (Exception exception) when (exception is FormatException or System.Text.Json.JsonException or ArgumentException or InvalidOperationException)
            {
                // No token of ours; the general handler says what it is.
                context.Principal = null;
            }
        }

        return ValueTask.CompletedTask;
    }
}

/// <summary>Remembers a signature that was just made: it need not be verified when the token comes back.</summary>
internal sealed class RememberSignature(KnownSignatures known) : IOpenIddictServerHandler<GenerateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<GenerateTokenContext>()
            .UseSingletonHandler<RememberSignature>()
            .SetOrder(Protection.GenerateIdentityModelToken.Descriptor.Order + 500)
            .Build();

    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        if (context.TokenType == TokenTypeIdentifiers.AccessToken && context.Token is { Length: > 0 } token)
        {
            known.Add(KnownSignatures.Of(token));
        }

        return ValueTask.CompletedTask;
    }
}
