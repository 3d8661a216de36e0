using Cosmo.Identity.SecurityEvents;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>Records that a token was not revoked: somebody else's, or none at all. The answer is 200 either way (RFC 7009 §2.2).</summary>
internal sealed class ReportRevocationRefusal(Refusals refusals, RequestReport report) : IOpenIddictServerHandler<ApplyRevocationResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyRevocationResponseContext>()
            .UseScopedHandler<ReportRevocationRefusal>()
            // Before the error is taken away.
            .SetOrder(OpenIddictServerHandlers.Revocation.NormalizeErrorResponse.Descriptor.Order - 500)
            .Build();

    public async ValueTask HandleAsync(ApplyRevocationResponseContext context)
    {
        var fact = await refusals.FindAsync(context.Transaction, "revocation", context.Error, _ => ValueTask.FromResult(
            report.IsForeign ? new Refusal(SecurityEventType.ForeignTokenRefused, null)
            : context.Error == Errors.InvalidToken ? new Refusal(SecurityEventType.InvalidTokenPresented, refusals.Reason())
            : null));
        if (fact is not null)
        {
            await report.TellAsync(fact);
        }
    }
}
