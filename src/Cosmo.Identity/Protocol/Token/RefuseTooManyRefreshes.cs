using Cosmo.Identity.Protocol.Pipeline;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.RateLimits;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>
/// Lets a token family be refreshed so often and no more. A retry, and requests that bring one token at the same time, are one
/// refresh; a token that is refused here is not redeemed and works later.
/// </summary>
internal sealed class RefuseTooManyRefreshes(TokenBatch batch, RequestLimits limits, RateLimitPolicies policies) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .AddFilter<OpenIddictServerAspNetCoreHandlerFilters.RequireHttpRequest>()
            .UseScopedHandler<RefuseTooManyRefreshes>()
            .SetOrder(HandleRefreshTokenGrant.Descriptor.Order - 500)
            .Build();

    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsRefreshTokenGrantType() || batch.IsRetry || batch.Presented is not { FamilyId: { } family } presented)
        {
            return;
        }

        var demand = policies.Refresh.For(family.ToString("N")) with
        {
            Once = presented.Id.ToString("N"),
            Subject = Guid.TryParse(presented.Subject, out var subject) ? subject : null,
        };
        if (!await limits.TakeAsync(context.Transaction.GetHttpRequest()!.HttpContext, demand))
        {
            context.Reject(TooManyRequests.Error, TooManyRequests.Description);
        }
    }
}
