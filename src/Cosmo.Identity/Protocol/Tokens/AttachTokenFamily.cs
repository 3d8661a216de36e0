using System.Text.Json;
using Cosmo.Identity.Clients;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// Starts a token family for each sign-in of a person at a client (design D1), even where no refresh token comes of it: its
/// access tokens die with the session too. Stands in for AttachAuthorization.
/// </summary>
internal sealed class AttachTokenFamily(TokenBatch batch, ClientRegistry registry, TokensOptions options, TimeProvider clock)
    : IOpenIddictServerHandler<ProcessSignInContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessSignInContext>()
            .UseScopedHandler<AttachTokenFamily>()
            .SetOrder(AttachAuthorization.Descriptor.Order)
            .Build();

    public async ValueTask HandleAsync(ProcessSignInContext context)
    {
        var principal = context.Principal!;
        if (!Guid.TryParse(principal.GetClaim(ProtocolClaims.SessionId), out var session) || principal.GetAuthorizationId() is not null)
        {
            return;
        }

        var client = (await registry.GetAsync(CancellationToken.None)).Find(context.ClientId)!;
        var life = principal.HasScope(Scopes.OfflineAccess) ? options.RefreshTokenLifetime : options.AccessTokenLifetime;
        batch.Family = new NewFamily(
            Guid.CreateVersion7(),
            client.Id,
            principal.GetClaim(Claims.Subject)!,
            JsonSerializer.Serialize(principal.GetScopes()),
            session,
            // The code's own life comes first; the refresh token's end is what its row says.
            clock.GetUtcNow() + options.AuthorizationCodeLifetime + life);
        principal.SetAuthorizationId(batch.Family.Id.ToString());
    }
}
