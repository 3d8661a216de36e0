using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>
/// Dispatches OpenIddict's events to the handlers of each, found by the event's type: the stock one looks at all 389 for each
/// of the dozen events of a request.
/// </summary>
internal sealed class IndexedDispatcher(HandlerIndex index, IServiceProvider provider) : IOpenIddictServerDispatcher
{
    public async ValueTask DispatchAsync<TContext>(TContext context)
        where TContext : BaseContext
    {
        foreach (var descriptor in index.For(typeof(TContext)))
        {
            if (!await IsActiveAsync(descriptor, context))
            {
                continue;
            }

            var handler = descriptor.ServiceDescriptor.ImplementationInstance as IOpenIddictServerHandler<TContext>
                ?? (IOpenIddictServerHandler<TContext>)provider.GetRequiredService(descriptor.ServiceDescriptor.ServiceType);
            await handler.HandleAsync(context);

            if (context is BaseRequestContext { IsRequestHandled: true } or BaseRequestContext { IsRequestSkipped: true } or BaseValidatingContext { IsRejected: true })
            {
                return;
            }
        }
    }

    private async ValueTask<bool> IsActiveAsync<TContext>(OpenIddictServerHandlerDescriptor descriptor, TContext context)
        where TContext : BaseContext
    {
        foreach (var type in descriptor.FilterTypes)
        {
            var filter = (IOpenIddictServerHandlerFilter<TContext>)provider.GetRequiredService(type);
            if (!await filter.IsActiveAsync(context))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>The handlers of each event, in order.</summary>
internal sealed class HandlerIndex(IOptionsMonitor<OpenIddictServerOptions> options)
{
    private readonly FrozenDictionary<Type, OpenIddictServerHandlerDescriptor[]> handlers = options.CurrentValue.Handlers
        .GroupBy(descriptor => descriptor.ContextType)
        .ToFrozenDictionary(group => group.Key, group => group.OrderBy(descriptor => descriptor.Order).ToArray());

    public OpenIddictServerHandlerDescriptor[] For(Type contextType) => handlers.GetValueOrDefault(contextType, []);
}
