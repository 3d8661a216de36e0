using Cosmo.Identity.Clients;
using Cosmo.Identity.Protocol.Pipeline;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers.Authentication;

namespace Cosmo.Identity.Protocol.PushedAuthorization;

/// <summary>Each pushed request is a row, and a public client's anybody can push: so many by one address (RFC 9126 §7.1).</summary>
internal sealed class RefuseTooManyPushedRequests(ClientRegistry registry, RequestLimits limits, RateLimitPolicies policies)
    : IOpenIddictServerHandler<HandlePushedAuthorizationRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandlePushedAuthorizationRequestContext>()
            .AddFilter<OpenIddictServerAspNetCoreHandlerFilters.RequireHttpRequest>()
            .UseScopedHandler<RefuseTooManyPushedRequests>()
            .SetOrder(AttachPushedPrincipal.Descriptor.Order + 500)
            .Build();

    public async ValueTask HandleAsync(HandlePushedAuthorizationRequestContext context)
    {
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        if ((await registry.GetAsync(CancellationToken.None)).Find(context.Request.ClientId) is { IsPublic: true }
            && !await limits.TakeAsync(http, policies.PushedRequests.For(RequestOrigin.Of(http).LimitKey)))
        {
            context.Reject(TooManyRequests.Error, TooManyRequests.Description);
        }
    }
}
