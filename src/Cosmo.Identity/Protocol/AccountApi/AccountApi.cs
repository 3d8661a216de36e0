using System.Security.Claims;
using System.Text.Json;
using Cosmo.Identity.Accounts.Security;
using Cosmo.Identity.Data;
using Cosmo.Identity.Protocol.Pipeline;
using Cosmo.Identity.Protocol.Reporting;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.AccountApi;

/// <summary>What people do with their own sessions and tokens over HTTP, with an access token or, from our own pages, with the cookie.</summary>
internal static class AccountApi
{
    public static void MapAccountApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1/account").AddEndpointFilter(RequireCallerAsync);
        api.MapGet("/sessions", ListSessionsAsync);
        api.MapDelete("/sessions/{id:guid}", EndSessionAsync);
        api.MapPost("/sessions/revoke-others", EndOtherSessionsAsync);
        api.MapPost("/tokens/revoke", RevokeTokenAsync);
        api.MapPost("/tokens/revoke-all", RevokeAllAsync);
        api.MapGet("/events", ListEventsAsync);
        api.MapGet("/applications", ListApplicationsAsync);
        api.MapDelete("/applications/{clientId}", WithdrawApplicationAsync);
    }

    private static async ValueTask<object?> RequireCallerAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        context.Response.Headers.CacheControl = "no-store";
        var bearer = (BearerToken)context.RequestServices.GetService(typeof(BearerToken))!;
        var issuer = (Issuer)context.RequestServices.GetService(typeof(Issuer))!;
        var isToken = context.Request.Headers.Authorization.Count > 0;
        var caller = isToken ? Of(await bearer.AuthenticateAsync(context)) : Of(await SessionCookie.FindAsync(context));
        if (!isToken && caller is not null && !CookieCounts(context.Request, issuer))
        {
            return TypedResults.Problem(
                "With a session, only this provider's own pages may ask this; others need an access token.", statusCode: StatusCodes.Status403Forbidden);
        }

        if (caller is null)
        {
            if (isToken && !await ((FailureLimits)context.RequestServices.GetService(typeof(FailureLimits))!).AllowUnknownTokenAsync(context, null))
            {
                return TooManyRequests.Problem();
            }

            await bearer.ReportAsync(context);
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            return TypedResults.Problem("An access token of this provider, or a session, is needed.", statusCode: StatusCodes.Status401Unauthorized);
        }

        var limits = (RequestLimits)context.RequestServices.GetService(typeof(RequestLimits))!;
        var policies = (RateLimitPolicies)context.RequestServices.GetService(typeof(RateLimitPolicies))!;
        if (!await limits.TakeAsync(context, policies.Api.For(caller.UserId.ToString("N")) with { Subject = caller.UserId }))
        {
            return TooManyRequests.Problem();
        }

        context.Features.Set(caller);
        return await next(invocation);
    }

    private static async Task<Ok<IReadOnlyList<SessionView>>> ListSessionsAsync(
        HttpContext context, Database database, TimeProvider clock, CancellationToken cancellationToken)
    {
        var caller = Caller(context);
        return TypedResults.Ok(await database.ReadAllAsync(
            SessionView.LiveOf(caller.UserId, clock.GetUtcNow()), row => SessionView.Read(row, caller.SessionId), cancellationToken));
    }

    private static Task<Results<Ok<EventsView>, ProblemHttpResult>> ListEventsAsync(HttpContext context, SecurityEventReader events, CancellationToken cancellationToken) =>
        EventsView.ReadAsync(context.Request.Query, Caller(context).UserId, events, cancellationToken);

    private static async Task<Ok<IReadOnlyList<ConnectedApplication>>> ListApplicationsAsync(
        HttpContext context, ConnectedApplications applications, CancellationToken cancellationToken) =>
        TypedResults.Ok(await applications.ReadAsync(Caller(context).UserId, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> WithdrawApplicationAsync(
        string clientId, HttpContext context, ConnectedApplications applications, CancellationToken cancellationToken) =>
        await applications.WithdrawAsync(Caller(context).UserId, Caller(context).SessionId, clientId, context, cancellationToken)
            ? TypedResults.NoContent()
            // A client that does not exist is answered like one that is not connected.
            : TypedResults.Problem("No such application is connected to your account.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<Results<NoContent, ProblemHttpResult>> EndSessionAsync(
        Guid id, HttpContext context, UserSessions sessions, CancellationToken cancellationToken) =>
        await sessions.EndAsync(id, Caller(context).UserId, EndReasons.Revoked, context, cancellationToken)
            ? TypedResults.NoContent()
            // Another person's session is answered like one that never was.
            : TypedResults.Problem("You have no such session.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<Ok<Revoked>> EndOtherSessionsAsync(HttpContext context, UserSessions sessions, CancellationToken cancellationToken)
    {
        var caller = Caller(context);
        return TypedResults.Ok(new Revoked(await sessions.EndAllAsync(caller.UserId, caller.SessionId, caller.SessionId, context, cancellationToken)));
    }

    private static async Task<Ok<Revoked>> RevokeAllAsync(HttpContext context, UserSessions sessions, CancellationToken cancellationToken)
    {
        var caller = Caller(context);
        return TypedResults.Ok(new Revoked(await sessions.EndAllAsync(caller.UserId, caller.SessionId, null, context, cancellationToken)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeTokenAsync(
        HttpContext context, BearerToken tokens, TokenRevocations revocations, CancellationToken cancellationToken)
    {
        if (await ReadTokenAsync(context.Request, cancellationToken) is not { Length: > 0 } token)
        {
            return TypedResults.Problem("Send {\"token\": \"…\"} as JSON, or token=… as a form.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (await tokens.FindAsync(token) is not { } entry)
        {
            await tokens.ReportAsync(SecurityEventType.InvalidTokenPresented, context, null, Caller(context).UserId);
            return TypedResults.Problem("This provider has issued no such token.", statusCode: StatusCodes.Status404NotFound);
        }

        if (!string.Equals(entry.Subject, Caller(context).UserId.ToString(), StringComparison.Ordinal))
        {
            await tokens.ReportAsync(SecurityEventType.ForeignTokenRefused, context, entry, Caller(context).UserId);
            return TypedResults.Problem("The token is not yours.", statusCode: StatusCodes.Status403Forbidden);
        }

        await revocations.RevokeAsync(
            entry, withFamily: !entry.HasType(TokenTypeIdentifiers.AccessToken), context, await tokens.ClientOfAsync(entry), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<string?> ReadTokenAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HasFormContentType)
        {
            return (await request.ReadFormAsync(cancellationToken))["token"] is [{ } single] ? single : null;
        }

        if (!request.HasJsonContentType())
        {
            return null;
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = 4 }, cancellationToken);
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("token", out var token) && token.ValueKind == JsonValueKind.String
                ? token.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// A cookie changes something only where the browser says that one of our own pages sent it: other sites cannot say so. What only
    /// reads is refused where the browser says that another site's page asks; such a page could not read the answer (ASVS 3.5.1 to 3.5.3).
    /// </summary>
    private static bool CookieCounts(HttpRequest request, Issuer issuer)
    {
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        // Where it is said it decides: under our no-referrer policy the Origin of our own pages is "null".
        return request.Headers["Sec-Fetch-Site"] switch
        {
            [var site] => site == "same-origin" || (reads && site == "none"),
            [] when request.Headers.Origin.Count == 0 => reads,
            [] => request.Headers.Origin == issuer.Uri.GetLeftPart(UriPartial.Authority),
            _ => false,
        };
    }

    private static ApiCaller Caller(HttpContext context) => context.Features.Get<ApiCaller>()!;

    private static ApiCaller? Of(ClaimsPrincipal? token) =>
        Guid.TryParse(token?.GetClaim(Claims.Subject), out var user) && Guid.TryParse(token.GetClaim(ProtocolClaims.SessionId), out var session)
            ? new ApiCaller(user, session)
            : null;

    private static ApiCaller? Of(BrowserSession? session) => session is null ? null : new ApiCaller(session.UserId, session.Id);

    private sealed record ApiCaller(Guid UserId, Guid SessionId);

    /// <summary>How many sessions ended.</summary>
    private sealed record Revoked(int SessionsEnded);
}
