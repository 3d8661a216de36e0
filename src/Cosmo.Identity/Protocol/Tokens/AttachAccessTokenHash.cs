using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// Binds the ID token to the access token beside it (OpenID Connect Core §3.1.3.6). Both algorithms that sign ID tokens here hash
/// by SHA-256. Stands in for AttachTokenDigests, which asks a configuration by name for the hash of each.
/// </summary>
internal sealed class AttachAccessTokenHash : IOpenIddictServerHandler<ProcessSignInContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessSignInContext>()
            .AddFilter<OpenIddictServerHandlerFilters.RequireIdentityTokenGenerated>()
            .UseSingletonHandler<AttachAccessTokenHash>()
            .SetOrder(AttachTokenDigests.Descriptor.Order)
            .Build();

    public ValueTask HandleAsync(ProcessSignInContext context)
    {
        if (context.AccessToken is { Length: > 0 } token)
        {
            var hash = SHA256.HashData(Encoding.ASCII.GetBytes(token));
            context.IdentityTokenPrincipal!.SetClaim(Claims.AccessTokenHash, Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2)));
        }

        return ValueTask.CompletedTask;
    }
}
