using Cosmo.Identity.Clients;
using Cosmo.Identity.Protocol.Pipeline;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Device;

/// <summary>
/// Each device that asks is two rows and one more code that a guess could hit, and for a public client anybody can ask: so many by one
/// address. Those that may are told how often to poll.
/// </summary>
internal sealed class RefuseTooManyDevices(ClientRegistry registry, RequestLimits limits, RateLimitPolicies policies)
    : IOpenIddictServerHandler<HandleDeviceAuthorizationRequestContext>
{
    private const string Interval = "interval";

    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleDeviceAuthorizationRequestContext>()
            .AddFilter<OpenIddictServerAspNetCoreHandlerFilters.RequireHttpRequest>()
            .UseScopedHandler<RefuseTooManyDevices>()
            .SetOrder(0)
            .Build();

    public async ValueTask HandleAsync(HandleDeviceAuthorizationRequestContext context)
    {
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        if ((await registry.GetAsync(CancellationToken.None)).Find(context.Request.ClientId) is { IsPublic: true }
            && !await limits.TakeAsync(http, policies.DeviceRequests.For(RequestOrigin.Of(http).LimitKey)))
        {
            context.Reject(TooManyRequests.Error, TooManyRequests.Description);
            return;
        }

        context.Parameters[Interval] = new OpenIddictParameter((long)DevicePolls.FirstInterval.TotalSeconds);
    }
}
