using Cosmo.Identity.Data;
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
internal sealed class AttachUserCode(TokenBatch batch, UserCodeHash hash, Database database, TimeProvider clock) : IOpenIddictServerHandler<ProcessSignInContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessSignInContext>()
            .AddFilter<OpenIddictServerHandlerFilters.RequireUserCodeGenerated>()
            .UseScopedHandler<AttachUserCode>()
            .SetOrder(GenerateUserCode.Descriptor.Order)
            .Build();

    public async ValueTask HandleAsync(ProcessSignInContext context)
    {
        var code = UserCode.New();
        // One in ten million is taken, however many devices wait. What two take in the same moment the unique index refuses.
        while (await database.ReadFirstAsync(DeviceStatements.IsTaken(hash.Of(code)), row => row.GetInt32(0), CancellationToken.None) == 1)
        {
            code = UserCode.New();
        }

        context.UserCode = UserCode.Show(code);
        batch.Beside = DeviceStatements.Insert(
            batch.Tokens.Single(token => token.Type == TokenTypeIdentifiers.Private.DeviceCode).Id,
            hash.Of(code),
            DevicePolls.FirstInterval,
            clock.GetUtcNow(),
            RequestOrigin.Of(context.Transaction.GetHttpRequest()!.HttpContext));
    }
}
