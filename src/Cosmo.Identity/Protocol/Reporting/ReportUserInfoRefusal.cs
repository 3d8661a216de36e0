using Cosmo.Identity.SecurityEvents;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>Records that an access token opened nothing at userinfo. Who shows none has merely asked.</summary>
internal sealed class ReportUserInfoRefusal(Refusals refusals, RequestReport report) : IOpenIddictServerHandler<ApplyUserInfoResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyUserInfoResponseContext>()
            .UseScopedHandler<ReportUserInfoRefusal>()
            .SetOrder(-2_000)
            .Build();

    public async ValueTask HandleAsync(ApplyUserInfoResponseContext context)
    {
        var fact = await refusals.FindAsync(context.Transaction, "userinfo", context.Error, _ => ValueTask.FromResult(context.Error switch
        {
            Errors.InvalidToken => new Refusal(SecurityEventType.InvalidTokenPresented, refusals.Reason()),
            Errors.InsufficientScope => new Refusal(SecurityEventType.InvalidTokenPresented, Errors.InsufficientScope),
            _ => null,
        }));
        if (fact is not null)
        {
            await report.TellAsync(fact);
        }
    }
}
