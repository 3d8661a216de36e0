using Cosmo.Identity.Protocol.Reporting;
using Cosmo.Identity.Protocol.Tokens;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Revocation;

/// <summary>
/// Revokes what its own client presents (RFC 7009 §2.1): an access token alone, a refresh token with its whole family. Stands
/// in for RevokeToken.
/// </summary>
internal sealed class RevokePresented(TokenBatch batch, TokenRevocations revocations) : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleRevocationRequestContext>()
            .UseScopedHandler<RevokePresented>()
            .SetOrder(OpenIddictServerHandlers.Revocation.RevokeToken.Descriptor.Order)
            .Build();

    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        if (batch.Presented is { } entry)
        {
            await revocations.RevokeAsync(
                entry,
                withFamily: entry.HasType(TokenTypeIdentifiers.RefreshToken),
                context.Transaction.GetHttpRequest()!.HttpContext,
                context.Request.ClientId,
                CancellationToken.None);
        }
    }
}
