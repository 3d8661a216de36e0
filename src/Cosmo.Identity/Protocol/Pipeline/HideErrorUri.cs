using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Pipeline;

/// <summary>Leaves out links to a library's documentation: they tell a client nothing and an attacker what runs here.</summary>
internal sealed class HideErrorUri<TContext> : IOpenIddictServerHandler<TContext>
    where TContext : BaseRequestContext
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<TContext>()
            .UseSingletonHandler<HideErrorUri<TContext>>()
            .SetOrder(-1_000)
            .Build();

    public ValueTask HandleAsync(TContext context)
    {
        if (context.Transaction.Response is { ErrorUri: not null } response)
        {
            response.ErrorUri = null;
        }

        return ValueTask.CompletedTask;
    }
}
