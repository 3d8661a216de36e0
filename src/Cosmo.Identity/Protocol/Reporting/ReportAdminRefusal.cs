using Cosmo.Identity.Protocol.AccountApi;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>Records who was turned away from the admin area: the person, where a session or an access token says so.</summary>
internal sealed class ReportAdminRefusal(SecurityEventRecorder recorder) : IAdminAudit
{
    public async Task RefusedAsync(HttpContext context, int status)
    {
        var fact = SecurityEvent.Of(SecurityEventType.AdminAccessRefused, context);
        fact.Details = EventDetails.Of(("status", status));
        if (context.Request.Headers.Authorization.Count > 0)
        {
            var token = await context.RequestServices.GetRequiredService<BearerToken>().AuthenticateAsync(context);
            fact.SubjectId = TokenFacts.SubjectOf(token?.GetClaim(Claims.Subject));
            fact.SessionId = TokenFacts.SubjectOf(token?.GetClaim(ProtocolClaims.SessionId));
            fact.ClientId = token?.GetPresenters().FirstOrDefault();
        }
        else if (await SessionCookie.FindAsync(context) is { } session)
        {
            fact.SubjectId = session.UserId;
            fact.SessionId = session.Id;
        }

        await recorder.RecordAsync(fact, CancellationToken.None);
    }
}
