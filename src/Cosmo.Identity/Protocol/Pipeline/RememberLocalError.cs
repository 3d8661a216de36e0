using Cosmo.Identity.Layout;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>Hands an error that may not go to the client to the page that shows it; the status code pages do the rest.</summary>
internal sealed class RememberLocalError<TContext>(Func<TContext, string?> error, Func<TContext, string?> description) : IOpenIddictServerHandler<TContext>
    where TContext : BaseRequestContext
{
    public static OpenIddictServerHandlerDescriptor Describe(Func<TContext, string?> error, Func<TContext, string?> description) =>
        OpenIddictServerHandlerDescriptor.CreateBuilder<TContext>()
            .AddFilter<OpenIddictServerAspNetCoreHandlerFilters.RequireHttpRequest>()
            .UseSingletonHandler(new RememberLocalError<TContext>(error, description))
            .SetOrder(OpenIddictServerAspNetCoreHandlers.ProcessStatusCodePagesErrorResponse<TContext>.Descriptor.Order - 500)
            .Build();

    public ValueTask HandleAsync(TContext context)
    {
        if (error(context) is { } code)
        {
            context.Transaction.GetHttpRequest()!.HttpContext.Features.Set(new ProtocolError(code, description(context)));
        }

        return ValueTask.CompletedTask;
    }
}
