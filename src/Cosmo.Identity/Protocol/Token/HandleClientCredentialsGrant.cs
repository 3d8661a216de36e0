using System.Security.Claims;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>
/// Gives a client a token for itself (RFC 6749 §4.4). Its <c>sub</c> is the client id, which can never look like a user's
/// (RFC 9700 §4.15), and scopes that speak of a person or of their absence are not for it.
/// </summary>
internal sealed class HandleClientCredentialsGrant : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    private static readonly string[] ScopesOfPersons =
        [Scopes.OpenId, Scopes.OfflineAccess, Scopes.Profile, Scopes.Email, Scopes.Phone, Scopes.Address, Scopes.Roles];

    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .UseSingletonHandler<HandleClientCredentialsGrant>()
            .SetOrder(HandlePasswordGrant.Descriptor.Order + 1_000)
            .Build();

    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsClientCredentialsGrantType())
        {
            return ValueTask.CompletedTask;
        }

        var scopes = context.Request.GetScopes();
        if (scopes.Intersect(ScopesOfPersons, StringComparer.Ordinal).FirstOrDefault() is { } scope)
        {
            context.Reject(Errors.InvalidScope, $"The scope '{scope}' is about a person; no person takes part in this grant.");
            return ValueTask.CompletedTask;
        }

        var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);
        identity.AddClaim(new Claim(Claims.Subject, context.Request.ClientId!));
        context.SignIn(new ClaimsPrincipal(identity).SetScopes(scopes));
        return ValueTask.CompletedTask;
    }
}
