using Cosmo.Identity.Protocol.Pipeline;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.ClientAuthentication;

/// <summary>Does not look at a client's proof, right or wrong, from an address that has presented too many wrong ones under that name (RFC 6749 §2.3.1, §10.10).</summary>
internal sealed class RefuseTooManyFailures(FailureLimits failures) : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
            .AddFilter<OpenIddictServerAspNetCoreHandlerFilters.RequireHttpRequest>()
            .UseScopedHandler<RefuseTooManyFailures>()
            // Before the first proof is looked at.
            .SetOrder(ValidateClientAssertion.Descriptor.Order - 500)
            .Build();

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if ((context.Request.ClientSecret is not null || context.Request.ClientAssertion is not null)
            && !await failures.AllowsClientAsync(context.Transaction.GetHttpRequest()!.HttpContext, context.Request.ClientId))
        {
            context.Reject(TooManyRequests.Error, TooManyRequests.Description);
        }
    }
}
