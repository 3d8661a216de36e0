using Cosmo.Identity.Clients;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>
/// Refuses scopes that the client is not registered for, with the error that RFC 6749 §4.1.2.1 and §5.2 name;
/// <c>offline_access</c> needs the refresh token grant.
/// </summary>
internal sealed class ValidateClientScopes<TContext>(
    ClientRegistry registry, Func<TContext, string?> clientId, Func<TContext, OpenIddictRequest> request) : IOpenIddictServerHandler<TContext>
    where TContext : BaseValidatingContext
{
    /// <summary>The rule for one kind of request, right before <paramref name="next"/>.</summary>
    public static OpenIddictServerHandlerDescriptor Describe(
        Func<TContext, string?> clientId, Func<TContext, OpenIddictRequest> request, OpenIddictServerHandlerDescriptor next) =>
        OpenIddictServerHandlerDescriptor.CreateBuilder<TContext>()
            .UseSingletonHandler(provider => new ValidateClientScopes<TContext>(
                (ClientRegistry)provider.GetService(typeof(ClientRegistry))!, clientId, request))
            .SetOrder(next.Order - 500)
            .Build();

    public async ValueTask HandleAsync(TContext context)
    {
        if ((await registry.GetAsync(CancellationToken.None)).Find(clientId(context)) is not { } client)
        {
            return;
        }

        // A grant that the client may not use at all is the greater wrong, and is told next.
        if (request(context).GrantType is { } grant && !client.Permissions.Contains(Permissions.Prefixes.GrantType + grant, StringComparer.Ordinal))
        {
            return;
        }

        foreach (var scope in request(context).GetScopes())
        {
            // A refresh token without the grant to use it would only be one more thing to steal.
            var isAllowed = client.AllowedScopes.Contains(scope)
                && (scope != Scopes.OfflineAccess || client.Permissions.Contains(Permissions.GrantTypes.RefreshToken, StringComparer.Ordinal));
            if (!isAllowed)
            {
                context.Reject(Errors.InvalidScope, "The client is not registered for a scope of the request.");
                return;
            }
        }
    }
}
