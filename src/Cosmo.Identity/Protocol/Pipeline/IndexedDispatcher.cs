using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>
/// Dispatches OpenIddict's events to the handlers of each, found by the event's type: the stock one looks at all 389 for each
/// of the dozen events of a request. What does not wait costs no state machine either.
/// </summary>
internal sealed class IndexedDispatcher(HandlerIndex index, IServiceProvider provider) : IOpenIddictServerDispatcher
{
    public ValueTask DispatchAsync<TContext>(TContext context)
        where TContext : BaseContext
    {
        var steps = index.For<TContext>();
        for (var i = 0; i < steps.Length; i++)
        {
            var active = steps[i].IsActiveAsync(context);
            if (!active.IsCompletedSuccessfully)
            {
                return FinishAsync(steps, i, active, context);
            }

            if (!active.Result)
            {
                continue;
            }

            var handled = steps[i].Handler(provider).HandleAsync(context);
            if (!handled.IsCompletedSuccessfully)
            {
                return FinishAsync(steps, i + 1, handled, context);
            }

            handled.GetAwaiter().GetResult();
            if (IsOver(context))
            {
                return ValueTask.CompletedTask;
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The rest of a dispatch in which a filter had to wait.</summary>
    private async ValueTask FinishAsync<TContext>(HandlerStep<TContext>[] steps, int at, ValueTask<bool> active, TContext context)
        where TContext : BaseContext =>
        await FinishAsync(steps, at + 1, await active ? steps[at].Handler(provider).HandleAsync(context) : ValueTask.CompletedTask, context);

    /// <summary>The rest of a dispatch in which a handler had to wait.</summary>
    private async ValueTask FinishAsync<TContext>(HandlerStep<TContext>[] steps, int from, ValueTask handled, TContext context)
        where TContext : BaseContext
    {
        await handled;
        for (var i = from; i < steps.Length && !IsOver(context); i++)
        {
            if (await steps[i].IsActiveAsync(context))
            {
                await steps[i].Handler(provider).HandleAsync(context);
            }
        }
    }

    private static bool IsOver<TContext>(TContext context)
        where TContext : BaseContext =>
        context is BaseRequestContext { IsRequestHandled: true } or BaseRequestContext { IsRequestSkipped: true } or BaseValidatingContext { IsRejected: true };
}
