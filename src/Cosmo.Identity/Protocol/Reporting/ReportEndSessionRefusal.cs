using Cosmo.Identity.Clients;
using Cosmo.Identity.SecurityEvents;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>Records that somebody wanted a person sent, after signing out, to an address that is not the client's (OAUTH-08).</summary>
internal sealed class ReportEndSessionRefusal(Refusals refusals, RequestReport report) : IOpenIddictServerHandler<ApplyEndSessionResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyEndSessionResponseContext>()
            .UseScopedHandler<ReportEndSessionRefusal>()
            .SetOrder(-2_000)
            .Build();

    public async ValueTask HandleAsync(ApplyEndSessionResponseContext context)
    {
        var fact = await refusals.FindAsync(context.Transaction, "end_session", context.Error, client => ValueTask.FromResult(Judge(context, client)));
        if (fact is not null)
        {
            await report.TellAsync(fact);
        }
    }

    private static Refusal? Judge(ApplyEndSessionResponseContext context, RegisteredClient? client) =>
        context.Request?.PostLogoutRedirectUri is { Length: > 0 } uri && client?.PostLogoutRedirectUris.Contains(uri, StringComparer.Ordinal) != true
            ? new Refusal(SecurityEventType.RedirectUriRefused, null)
            : null;
}
