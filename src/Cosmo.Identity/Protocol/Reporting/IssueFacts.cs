using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>What the audit trail says of a response that hands something out: one event, and one more where a session begins with it.</summary>
internal static class IssueFacts
{
    public static IReadOnlyList<SecurityEvent> Of(ProcessSignInContext context, TokenBatch batch)
    {
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        return context.EndpointType switch
        {
            OpenIddictServerEndpointType.Token when batch.Session is { } session => [SessionEvents.Started(session, http), Issued(context, batch, http)],
            OpenIddictServerEndpointType.Token => [Issued(context, batch, http)],
            OpenIddictServerEndpointType.Authorization => [Granted(context, batch, http)],
            OpenIddictServerEndpointType.DeviceAuthorization => [Asked(context, batch, http)],
            // A pushed request gives nothing away.
            _ => [],
        };
    }

    private static SecurityEvent Issued(ProcessSignInContext context, TokenBatch batch, HttpContext http)
    {
        var isRefresh = context.Request.IsRefreshTokenGrantType();
        var fact = Event(
            !isRefresh ? SecurityEventType.TokensIssued : batch.IsRetry ? SecurityEventType.RefreshTokenRetried : SecurityEventType.TokensRefreshed,
            context, batch, http);
        fact.Details = EventDetails.Of(
            // Only grants that are ours get here.
            ("grant", isRefresh ? null : context.Request.GrantType),
            ("access_token", IdOf(batch, TokenTypeIdentifiers.AccessToken)),
            ("refresh_token", IdOf(batch, TokenTypeIdentifiers.RefreshToken)),
            ("family", FamilyOf(batch)),
            ("from", batch.Presented?.Id));
        return fact;
    }

    private static SecurityEvent Granted(ProcessSignInContext context, TokenBatch batch, HttpContext http)
    {
        var fact = Event(SecurityEventType.AuthorizationGranted, context, batch, http);
        fact.Details = EventDetails.Of(("code", IdOf(batch, TokenTypeIdentifiers.Private.AuthorizationCode)), ("family", FamilyOf(batch)));
        return fact;
    }

    private static SecurityEvent Asked(ProcessSignInContext context, TokenBatch batch, HttpContext http)
    {
        var fact = Event(SecurityEventType.DeviceCodeIssued, context, batch, http);
        fact.Details = EventDetails.Of(("device_code", IdOf(batch, TokenTypeIdentifiers.Private.DeviceCode)), ("scope", string.Join(' ', context.Principal!.GetScopes())));
        return fact;
    }

    private static SecurityEvent Event(SecurityEventType type, ProcessSignInContext context, TokenBatch batch, HttpContext http)
    {
        var fact = SecurityEvent.Of(type, http);
        fact.SubjectId = TokenFacts.SubjectOf(context.Principal!.GetClaim(Claims.Subject));
        fact.ClientId = context.ClientId;
        fact.SessionId = batch.Family?.SessionId ?? batch.Presented?.SessionId;
        return fact;
    }

    private static Guid? FamilyOf(TokenBatch batch) => batch.Family?.Id ?? batch.Presented?.FamilyId;

    private static Guid? IdOf(TokenBatch batch, string type)
    {
        foreach (var token in batch.Tokens)
        {
            if (string.Equals(token.Type, type, StringComparison.Ordinal))
            {
                return token.Id;
            }
        }

        return null;
    }
}
