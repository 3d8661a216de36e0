using Cosmo.Identity.SecurityEvents;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>Records why a device was given no code (RFC 8628 §3.1).</summary>
internal sealed class ReportDeviceRefusal(Refusals refusals, RequestReport report) : IOpenIddictServerHandler<ApplyDeviceAuthorizationResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyDeviceAuthorizationResponseContext>()
            .UseScopedHandler<ReportDeviceRefusal>()
            .SetOrder(-2_000)
            .Build();

    public async ValueTask HandleAsync(ApplyDeviceAuthorizationResponseContext context)
    {
        var fact = await refusals.FindAsync(context.Transaction, "device_authorization", context.Error, _ => ValueTask.FromResult<Refusal?>(
            context.Error == Errors.InvalidScope
                ? new Refusal(SecurityEventType.ScopeRefused, null)
                : new Refusal(SecurityEventType.AuthorizationRefused, context.Error)));
        if (fact is not null)
        {
            await report.TellAsync(fact);
        }
    }
}
