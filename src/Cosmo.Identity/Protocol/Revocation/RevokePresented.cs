using Cosmo.Identity.Protocol.Tokens;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Revocation;

/// <summary>
/// Revokes what its own client presents (RFC 7009 §2.1): an access token alone, a refresh token with its whole family. Stands
/// in for RevokeToken.
/// </summary>
internal sealed class RevokePresented(TokenBatch batch, TokenFamilies families) : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleRevocationRequestContext>()
            .UseScopedHandler<RevokePresented>()
            .SetOrder(OpenIddictServerHandlers.Revocation.RevokeToken.Descriptor.Order)
            .Build();

    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        if (batch.Presented is not { } entry)
        {
            return;
        }

        if (entry.HasType(TokenTypeIdentifiers.RefreshToken) && entry.FamilyId is { } family)
        {
            await families.RevokeAsync(family, CancellationToken.None);
        }
        else if (!entry.HasStatus(Statuses.Revoked))
        {
            await families.RevokeTokenAsync(entry.Id, CancellationToken.None);
        }
    }
}
