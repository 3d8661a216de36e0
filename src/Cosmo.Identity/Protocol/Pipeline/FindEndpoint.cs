using System.Collections.Frozen;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>Tells which endpoint a request is for by looking its path up, where InferEndpointType, for which it stands in, compares URIs with each.</summary>
internal sealed class FindEndpoint : IOpenIddictServerHandler<ProcessRequestContext>
{
    private static readonly FrozenDictionary<string, OpenIddictServerEndpointType> Endpoints = new Dictionary<string, OpenIddictServerEndpointType>
    {
        ["/connect/authorize"] = OpenIddictServerEndpointType.Authorization,
        ["/connect/token"] = OpenIddictServerEndpointType.Token,
        ["/connect/introspect"] = OpenIddictServerEndpointType.Introspection,
        ["/connect/revoke"] = OpenIddictServerEndpointType.Revocation,
        ["/connect/userinfo"] = OpenIddictServerEndpointType.UserInfo,
        ["/connect/logout"] = OpenIddictServerEndpointType.EndSession,
        ["/connect/par"] = OpenIddictServerEndpointType.PushedAuthorization,
        // /connect/verify is a page of ours, of which OpenIddict need not know.
        ["/connect/device"] = OpenIddictServerEndpointType.DeviceAuthorization,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, OpenIddictServerEndpointType>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        Endpoints.GetAlternateLookup<ReadOnlySpan<char>>();

    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessRequestContext>()
            .AddFilter<OpenIddictServerAspNetCoreHandlerFilters.RequireHttpRequest>()
            .UseSingletonHandler<FindEndpoint>()
            .SetOrder(InferEndpointType.Descriptor.Order)
            .Build();

    public ValueTask HandleAsync(ProcessRequestContext context)
    {
        var path = context.Transaction.GetHttpRequest()!.Path.Value.AsSpan();
        // Routing, too, finds pages in whatever case and with a slash at the end.
        context.EndpointType = BySpan.TryGetValue(path.EndsWith('/') ? path[..^1] : path, out var endpoint) ? endpoint : OpenIddictServerEndpointType.Unknown;
        return ValueTask.CompletedTask;
    }
}
