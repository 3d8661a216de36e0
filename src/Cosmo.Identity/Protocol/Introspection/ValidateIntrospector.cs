using Cosmo.Identity.Clients;
using Cosmo.Identity.Protocol.Reporting;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Introspection;

/// <summary>
/// Lets a caller see only what is its business: access tokens meant for it or issued to it, refresh tokens issued to it. For
/// all else the answer is that of an unknown token (RFC 7662 §2.2, §4). Stands in for
/// ValidateTokenType and ValidateAuthorizedParty.
/// </summary>
internal sealed class ValidateIntrospector(ClientRegistry registry, RequestReport report) : IOpenIddictServerHandler<ValidateIntrospectionRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateIntrospectionRequestContext>()
            .UseScopedHandler<ValidateIntrospector>()
            .SetOrder(OpenIddictServerHandlers.Introspection.ValidateAuthorizedParty.Descriptor.Order)
            .Build();

    public async ValueTask HandleAsync(ValidateIntrospectionRequestContext context)
    {
        var caller = (await registry.GetAsync(CancellationToken.None)).Find(context.ClientId);
        if (caller is null || !MaySee(caller, context))
        {
            report.IsForeign = true;
            context.Reject(Errors.InvalidToken, "The token is not known to this caller.");
        }
    }

    private static bool MaySee(RegisteredClient caller, ValidateIntrospectionRequestContext context)
    {
        var token = context.GenericTokenPrincipal!;
        if (!token.HasTokenType(TokenTypeIdentifiers.AccessToken) && !token.HasTokenType(TokenTypeIdentifiers.RefreshToken))
        {
            return false;
        }

        if (token.HasPresenter(caller.ClientId))
        {
            return true;
        }

        return caller.IsResourceServer
            && token.HasTokenType(TokenTypeIdentifiers.AccessToken)
            && token.GetAudiences().Intersect(caller.Audiences, StringComparer.Ordinal).Any();
    }
}
