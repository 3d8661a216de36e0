using Cosmo.Identity.SecurityEvents;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>Records that a token was not shown to who introspected it: dead or unknown, or somebody else's. The answer says neither.</summary>
internal sealed class ReportIntrospectionRefusal(Refusals refusals, RequestReport report) : IOpenIddictServerHandler<ApplyIntrospectionResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyIntrospectionResponseContext>()
            .UseScopedHandler<ReportIntrospectionRefusal>()
            // Before the error becomes {"active":false}.
            .SetOrder(OpenIddictServerHandlers.Introspection.NormalizeErrorResponse.Descriptor.Order - 500)
            .Build();

    public async ValueTask HandleAsync(ApplyIntrospectionResponseContext context)
    {
        var fact = await refusals.FindAsync(context.Transaction, "introspection", context.Error, _ => ValueTask.FromResult(
            report.IsForeign ? new Refusal(SecurityEventType.ForeignTokenRefused, null)
            : context.Error == Errors.InvalidToken ? new Refusal(SecurityEventType.InactiveTokenIntrospected, refusals.Reason())
            : null));
        if (fact is not null)
        {
            await report.TellAsync(fact);
        }
    }
}
