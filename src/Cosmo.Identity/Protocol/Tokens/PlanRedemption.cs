using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Tokens;

/// <summary>
/// Notes what the response redeems: code, device code, refresh token or pushed request. The redemption itself is part of the batch, so that
/// it succeeds at most once and only together with what follows from it. Stands in for RedeemTokenEntry.
/// </summary>
internal sealed class PlanRedemption(TokenBatch batch) : IOpenIddictServerHandler<ProcessSignInContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessSignInContext>()
            .UseScopedHandler<PlanRedemption>()
            .SetOrder(RedeemTokenEntry.Descriptor.Order)
            .Build();

    public ValueTask HandleAsync(ProcessSignInContext context)
    {
        if (batch.Presented is { } entry && !batch.IsRetry && IsRedeemable(context.EndpointType, entry))
        {
            batch.Redeems = entry.Id;
        }

        return ValueTask.CompletedTask;
    }

    private static bool IsRedeemable(OpenIddictServerEndpointType endpoint, TokenEntry entry) => endpoint switch
    {
        OpenIddictServerEndpointType.Token =>
            entry.HasType(TokenTypeIdentifiers.Private.AuthorizationCode) || entry.HasType(TokenTypeIdentifiers.RefreshToken)
            || entry.HasType(TokenTypeIdentifiers.Private.DeviceCode),
        OpenIddictServerEndpointType.Authorization => entry.HasType(TokenTypeIdentifiers.Private.RequestToken),
        _ => false,
    };
}
