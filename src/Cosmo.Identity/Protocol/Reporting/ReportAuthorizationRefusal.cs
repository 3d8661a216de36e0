using Cosmo.Identity.Clients;
using Cosmo.Identity.Protocol.Authorize;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>Records why an authorization request was refused, whether the client hears of it or only the person.</summary>
internal sealed class ReportAuthorizationRefusal(Refusals refusals, RequestReport report) : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyAuthorizationResponseContext>()
            .UseScopedHandler<ReportAuthorizationRefusal>()
            // It tells whether the redirect URI is proven.
            .SetOrder(AttachProvenRedirectUri.Descriptor.Order + 100)
            .Build();

    public async ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        var fact = await refusals.FindAsync(context.Transaction, "authorization", context.Error, client => ValueTask.FromResult(Judge(context, client)));
        if (fact is null)
        {
            return;
        }

        if (context.Transaction.GetHttpRequest()!.HttpContext.Features.Get<BrowserSession>() is { } session)
        {
            fact.SubjectId = session.UserId;
            fact.SessionId = session.Id;
        }

        await report.TellAsync(fact);
    }

    private static Refusal? Judge(ApplyAuthorizationResponseContext context, RegisteredClient? client) => context.Error switch
    {
        // The consent page has told it.
        Errors.AccessDenied => null,
        _ when client is not null && context.RedirectUri is null && !string.IsNullOrEmpty(context.Request?.RedirectUri) =>
            new Refusal(SecurityEventType.RedirectUriRefused, null),
        Errors.InvalidScope => new Refusal(SecurityEventType.ScopeRefused, null),
        _ => new Refusal(SecurityEventType.AuthorizationRefused, context.Error),
    };
}

/// <summary>The same for pushed authorization requests (RFC 9126 §2.3).</summary>
internal sealed class ReportPushedRefusal(Refusals refusals, RequestReport report, IOpenIddictApplicationManager applications)
    : IOpenIddictServerHandler<ApplyPushedAuthorizationResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyPushedAuthorizationResponseContext>()
            .UseScopedHandler<ReportPushedRefusal>()
            .SetOrder(-2_000)
            .Build();

    public async ValueTask HandleAsync(ApplyPushedAuthorizationResponseContext context)
    {
        var fact = await refusals.FindAsync(context.Transaction, "pushed_authorization", context.Error, client => JudgeAsync(context, client));
        if (fact is not null)
        {
            await report.TellAsync(fact);
        }
    }

    private async ValueTask<Refusal?> JudgeAsync(ApplyPushedAuthorizationResponseContext context, RegisteredClient? client)
    {
        if (client is not null && context.Request?.RedirectUri is { Length: > 0 } uri && !await applications.ValidateRedirectUriAsync(client.Entity, uri))
        {
            return new Refusal(SecurityEventType.RedirectUriRefused, null);
        }

        return context.Error == Errors.InvalidScope
            ? new Refusal(SecurityEventType.ScopeRefused, null)
            : new Refusal(SecurityEventType.AuthorizationRefused, context.Error);
    }
}
