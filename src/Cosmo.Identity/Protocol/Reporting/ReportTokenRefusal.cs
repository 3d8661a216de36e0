using Cosmo.Identity.Protocol.Token;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.SecurityEvents;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>Records why a token request was refused, before the answer leaves. A code that its client failed to redeem is burnt in the same transaction.</summary>
internal sealed class ReportTokenRefusal(Refusals refusals, RequestReport report, BurnFailedCode codes, TokenBatch batch)
    : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyTokenResponseContext>()
            .UseScopedHandler<ReportTokenRefusal>()
            .SetOrder(OpenIddictServerHandlers.Exchange.NormalizeErrorResponse.Descriptor.Order + 500)
            .Build();

    public async ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        var fact = await refusals.FindAsync(context.Transaction, "token", context.Error, client => ValueTask.FromResult(Judge(context, client)));
        var burning = context.Error is null ? null : await codes.FindAsync(context.Request?.ClientId);
        if (fact is not null)
        {
            await report.TellAsync(fact, burning is null ? [] : [burning.Value]);
        }
        else if (burning is not null)
        {
            await codes.BurnAsync(burning.Value);
        }
    }

    private Refusal? Judge(ApplyTokenResponseContext context, Clients.RegisteredClient? client) => context.Error switch
    {
        // A device that waits, and one whose person has said no on the page that told it.
        Errors.AuthorizationPending or Errors.SlowDown => null,
        Errors.AccessDenied when context.Request?.IsDeviceCodeGrantType() == true => null,
        Errors.InvalidScope => new Refusal(SecurityEventType.ScopeRefused, null),
        // PasswordSignIn has told it.
        Errors.InvalidGrant when context.Request?.IsPasswordGrantType() == true => null,
        Errors.InvalidGrant => new Refusal(SecurityEventType.GrantRefused, refusals.Reason(client)),
        // So is what is still missing beside a right password.
        OtpGrant.MfaRequired => null,
        Errors.InteractionRequired when context.Request?.IsPasswordGrantType() == true => null,
        // Without a token or code at stake it is a program that was written wrongly.
        Errors.InvalidRequest => batch.Presented is null ? null : new Refusal(SecurityEventType.GrantRefused, context.Error),
        _ => new Refusal(SecurityEventType.GrantRefused, context.Error),
    };
}
