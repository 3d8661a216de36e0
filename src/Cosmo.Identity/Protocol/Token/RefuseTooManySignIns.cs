using Cosmo.Identity.Accounts;
using Cosmo.Identity.Protocol.Pipeline;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>Lets an address try so many passwords and no more; beyond it the right one and a wrong one are answered alike (RFC 6749 §4.3.2).</summary>
internal sealed class RefuseTooManySignIns(SignInLimits limits) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .AddFilter<OpenIddictServerAspNetCoreHandlerFilters.RequireHttpRequest>()
            .UseScopedHandler<RefuseTooManySignIns>()
            .SetOrder(HandlePasswordGrant.Descriptor.Order - 500)
            .Build();

    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (context.Request.IsPasswordGrantType() && !await limits.AllowAsync(context.Transaction.GetHttpRequest()!.HttpContext, context.Request.Username))
        {
            context.Reject(TooManyRequests.Error, TooManyRequests.Description);
        }
    }
}
