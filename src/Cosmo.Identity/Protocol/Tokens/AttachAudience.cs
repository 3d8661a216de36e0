using System.Collections.Immutable;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Requests;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// Gives each access token its audience (RFC 9068 §3): the resource servers of its scopes, and this provider where the token
/// opens userinfo or nothing else. Computed from the scopes of this very token, so that a narrowed one is narrow here too.
/// </summary>
internal sealed class AttachAudience(ClientRegistry registry, Issuer issuer) : IOpenIddictServerHandler<ProcessSignInContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessSignInContext>()
            .AddFilter<OpenIddictServerHandlerFilters.RequireAccessTokenGenerated>()
            .UseScopedHandler<AttachAudience>()
            .SetOrder(PrepareAccessTokenPrincipal.Descriptor.Order + 500)
            .Build();

    public async ValueTask HandleAsync(ProcessSignInContext context)
    {
        var scopes = context.AccessTokenPrincipal!.GetScopes();
        var known = await registry.GetAsync(CancellationToken.None);
        var audiences = known.ResourcesOf(scopes).ToList();
        if (audiences.Count == 0 || scopes.Contains(Scopes.OpenId))
        {
            audiences.Add(issuer.Value);
        }

        context.AccessTokenPrincipal!.SetAudiences(audiences.ToImmutableArray());
    }
}
