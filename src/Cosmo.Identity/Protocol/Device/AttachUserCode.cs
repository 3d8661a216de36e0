using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol.Device;

/// <summary>
/// Gives the device the code that a person types, and plans the row that knows it by its hash (RFC 8628 §3.2). Stands in for
/// GenerateUserCode, which makes a token of its own of it.
/// </summary>
internal sealed class AttachUserCode(TokenBatch batch, UserCodeHash hash, TimeProvider clock) : IOpenIddictServerHandler<ProcessSignInContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessSignInContext>()
            .AddFilter<OpenIddictServerHandlerFilters.RequireUserCodeGenerated>()
            .UseScopedHandler<AttachUserCode>()
            .SetOrder(GenerateUserCode.Descriptor.Order)
            .Build();

    public ValueTask HandleAsync(ProcessSignInContext context)
    {
        var token = batch.Tokens.Single(token => token.Type == TokenTypeIdentifiers.Private.DeviceCode).Id;
        var origin = RequestOrigin.Of(context.Transaction.GetHttpRequest()!.HttpContext);
        // The write itself finds out whether a code is another device's, even if that one drew it in the same moment.
        batch.Beside = () =>
        {
            var code = UserCode.New();
            context.UserCode = UserCode.Show(code);
            return DeviceStatements.Insert(token, hash.Of(code), DevicePolls.FirstInterval, clock.GetUtcNow(), origin);
        };
        return ValueTask.CompletedTask;
    }
}
