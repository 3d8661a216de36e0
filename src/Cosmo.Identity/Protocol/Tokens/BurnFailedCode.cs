using Cosmo.Identity.Clients;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// Takes a code out of use when its own client fails to redeem it, by a wrong verifier or redirect URI: whoever guesses gets
/// one guess (RFC 9700 §4.5, OAUTH-02). Another client's attempt changes nothing.
/// </summary>
internal sealed class BurnFailedCode(TokenBatch batch, TokenFamilies families, ClientRegistry registry) : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyTokenResponseContext>()
            .UseScopedHandler<BurnFailedCode>()
            .SetOrder(-2_000)
            .Build();

    public async ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (context.Error is not null
            && batch.Presented is { } entry
            && entry.HasType(TokenTypeIdentifiers.Private.AuthorizationCode)
            && entry.HasStatus(Statuses.Valid)
            && (await registry.GetAsync(CancellationToken.None)).Find(context.Request?.ClientId)?.Id == entry.ClientKey)
        {
            await families.RevokeTokenAsync(entry.Id, CancellationToken.None);
        }
    }
}
