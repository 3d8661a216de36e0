using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>Keeps the token's content in its row and hands out a random handle, or the one successor. Stands in for AttachTokenPayload.</summary>
internal sealed class AttachTokenHandle(TokenBatch batch, TokenHandle handles) : IOpenIddictServerHandler<GenerateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<GenerateTokenContext>()
            .UseScopedHandler<AttachTokenHandle>()
            .SetOrder(Protection.AttachTokenPayload.Descriptor.Order)
            .Build();

    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        if (!context.IsReferenceToken)
        {
            return ValueTask.CompletedTask;
        }

        var isSuccessor = context.TokenType == TokenTypeIdentifiers.RefreshToken
            && batch.Presented?.HasType(TokenTypeIdentifiers.RefreshToken) == true;
        var handle = isSuccessor ? handles.SuccessorOf(batch.PresentedHandle!) : handles.Generate();
        if (!(isSuccessor && batch.IsRetry))
        {
            var token = batch.Tokens[^1];
            token.Payload = context.Token;
            token.ReferenceId = TokenHandle.Hash(handle);
        }

        context.Token = handle;
        return ValueTask.CompletedTask;
    }
}
