using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>The handlers of each event with their filters, in order, resolved once where they are singletons.</summary>
internal sealed class HandlerIndex(IOptionsMonitor<OpenIddictServerOptions> options, IServiceProvider services)
{
    private readonly ConcurrentDictionary<Type, object> steps = new();

    public HandlerStep<TContext>[] For<TContext>()
        where TContext : BaseContext =>
        (HandlerStep<TContext>[])steps.GetOrAdd(typeof(TContext), static (_, index) => index.Build<TContext>(), this);

    private HandlerStep<TContext>[] Build<TContext>()
        where TContext : BaseContext =>
        [.. options.CurrentValue.Handlers
            .Where(descriptor => descriptor.ContextType == typeof(TContext))
            .OrderBy(descriptor => descriptor.Order)
            .Select(descriptor => new HandlerStep<TContext>(descriptor, services))];
}

/// <summary>One handler and what it depends on.</summary>
internal sealed class HandlerStep<TContext>
    where TContext : BaseContext
{
    private readonly Type service;
    private readonly IOpenIddictServerHandler<TContext>? singleton;
    private readonly IOpenIddictServerHandlerFilter<TContext>[] filters;

    /// <param name="descriptor">How OpenIddict describes the handler.</param>
    /// <param name="root">The provider of singletons. OpenIddict's filters all are.</param>
    public HandlerStep(OpenIddictServerHandlerDescriptor descriptor, IServiceProvider root)
    {
        service = descriptor.ServiceDescriptor.ServiceType;
        filters = [.. descriptor.FilterTypes.Select(type => (IOpenIddictServerHandlerFilter<TContext>)root.GetRequiredService(type))];
        singleton = descriptor.ServiceDescriptor.ImplementationInstance as IOpenIddictServerHandler<TContext>
            ?? (descriptor.ServiceDescriptor.Lifetime == ServiceLifetime.Singleton ? (IOpenIddictServerHandler<TContext>)root.GetRequiredService(service) : null);
    }

    public IOpenIddictServerHandler<TContext> Handler(IServiceProvider scope) =>
        singleton ?? (IOpenIddictServerHandler<TContext>)scope.GetRequiredService(service);

    public ValueTask<bool> IsActiveAsync(TContext context)
    {
        for (var i = 0; i < filters.Length; i++)
        {
            var active = filters[i].IsActiveAsync(context);
            if (!active.IsCompletedSuccessfully)
            {
                return AllAsync(i + 1, active, context);
            }

            if (!active.Result)
            {
                return ValueTask.FromResult(false);
            }
        }

        return ValueTask.FromResult(true);
    }

    private async ValueTask<bool> AllAsync(int from, ValueTask<bool> first, TContext context)
    {
        if (!await first)
        {
            return false;
        }

        for (var i = from; i < filters.Length; i++)
        {
            if (!await filters[i].IsActiveAsync(context))
            {
                return false;
            }
        }

        return true;
    }
}
