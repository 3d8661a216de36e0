using Cosmo.Identity.Protocol.Reporting;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Revocation;

/// <summary>
/// Lets only the client that a token was issued to revoke it (RFC 7009 §2.1); being its audience is not enough. Stands in for
/// ValidateAuthorizedParty.
/// </summary>
internal sealed class ValidateRevoker(RequestReport report) : IOpenIddictServerHandler<ValidateRevocationRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateRevocationRequestContext>()
            .UseScopedHandler<ValidateRevoker>()
            .SetOrder(OpenIddictServerHandlers.Revocation.ValidateAuthorizedParty.Descriptor.Order)
            .Build();

    public ValueTask HandleAsync(ValidateRevocationRequestContext context)
    {
        if (context.ClientId is null || !context.GenericTokenPrincipal!.HasPresenter(context.ClientId))
        {
            report.IsForeign = true;
            context.Reject(Errors.InvalidToken, "The token was not issued to this client.");
        }

        return ValueTask.CompletedTask;
    }
}
