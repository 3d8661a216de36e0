using System.Text.Json;
using Cosmo.Identity.Accounts.ApiKeys;
using Cosmo.Identity.Accounts.Security;
using Cosmo.Identity.Data;
using Cosmo.Identity.Places;
using Cosmo.Identity.Protocol.Reporting;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.AccountApi;

/// <summary>What people do with their own sessions and tokens over HTTP, with an access token, an API key or, from our own pages, with the cookie.</summary>
internal static class AccountApi
{
    public static void MapAccountApi(this IEndpointRouteBuilder endpoints, ApiKeysOptions keys)
    {
        var api = endpoints.MapGroup("/api/v1/account").AddEndpointFilter(RequireCaller.InvokeAsync).WithTags("Account");
        var read = new KeyScope(ApiKeyScopes.Read);
        var write = new KeyScope(ApiKeyScopes.Write);
        api.MapGet("/sessions", ListSessionsAsync)
            .WithMetadata(read)
            .Describe("ListSessions", "List your sessions", "Where you are signed in, the place last used first.");
        api.MapDelete("/sessions/{id:guid}", EndSessionAsync)
            .WithMetadata(write)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Describe("EndSession", "End a session", "Signs that device out at once, and ends every token that came of it.");
        api.MapPost("/sessions/revoke-others", EndOtherSessionsAsync)
            .Describe("EndOtherSessions", "End all other sessions", "All but the one that asks, with their tokens. Not open to API keys, which are in no session.");
        api.MapPost("/tokens/revoke", RevokeTokenAsync)
            .WithMetadata(write, new JsonBody(typeof(PresentedToken), OrForm: true))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Describe("RevokeToken", "Revoke a token", "Ends an access token, the whole family of a refresh token, or an API key. 403 where it is another person's.");
        api.MapPost("/tokens/revoke-all", RevokeAllAsync)
            .WithMetadata(write)
            .Describe("RevokeEverything", "End everything", "Ends all your sessions, this one too, all tokens and all API keys.");
        api.MapGet("/events", ListEventsAsync)
            .WithMetadata(
                read,
                new QueryParameter("limit", "How many at most, from 1 to 200; 50 where it is missing.", IsNumber: true),
                new QueryParameter("before", "The `next` of the page before."),
                new QueryParameter("type", "Only events of this type, such as `authentication.signed_in`.", MayRepeat: true),
                new QueryParameter("severity", "Only events of this severity: `info`, `notice`, `warning` or `critical`.", MayRepeat: true))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .Describe("ListEvents", "List your history", "What happened to your account, the newest first, in pages.");
        api.MapGet("/applications", ListApplicationsAsync)
            .WithMetadata(read)
            .Describe("ListApplications", "List connected applications", "The applications that have access to your account, by name.");
        api.MapDelete("/applications/{clientId}", WithdrawApplicationAsync)
            .WithMetadata(write)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Describe("WithdrawApplication", "Withdraw an application's access", "It loses its tokens at once, and has to ask you again.");
        if (keys.Enabled)
        {
            api.MapApiKeys();
        }
    }

    private static async Task<Ok<IReadOnlyList<SessionView>>> ListSessionsAsync(
        HttpContext context, Database database, PlaceReader places, TimeProvider clock, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.In(context);
        var sessions = await database.ReadAllAsync(
            SessionView.LiveOf(caller.UserId, clock.GetUtcNow()), row => SessionView.Read(row, caller.SessionId ?? Guid.Empty), cancellationToken);
        return TypedResults.Ok<IReadOnlyList<SessionView>>([.. sessions.Select(session => session.At(places))]);
    }

    private static Task<Results<Ok<EventsView>, ProblemHttpResult>> ListEventsAsync(HttpContext context, SecurityEventReader events, CancellationToken cancellationToken) =>
        EventsView.ReadAsync(context.Request.Query, ApiCaller.In(context).UserId, events, cancellationToken);

    private static async Task<Ok<IReadOnlyList<ConnectedApplication>>> ListApplicationsAsync(
        HttpContext context, ConnectedApplications applications, CancellationToken cancellationToken) =>
        TypedResults.Ok(await applications.ReadAsync(ApiCaller.In(context).UserId, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> WithdrawApplicationAsync(
        string clientId, HttpContext context, ConnectedApplications applications, CancellationToken cancellationToken) =>
        await applications.WithdrawAsync(ApiCaller.In(context).UserId, ApiCaller.In(context).SessionId, clientId, context, cancellationToken)
            ? TypedResults.NoContent()
            // A client that does not exist is answered like one that is not connected.
            : TypedResults.Problem("No such application is connected to your account.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<Results<NoContent, ProblemHttpResult>> EndSessionAsync(
        Guid id, HttpContext context, UserSessions sessions, CancellationToken cancellationToken) =>
        await sessions.EndAsync(id, ApiCaller.In(context).UserId, EndReasons.Revoked, context, cancellationToken)
            ? TypedResults.NoContent()
            // Another person's session is answered like one that never was.
            : TypedResults.Problem("You have no such session.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<Ok<Revoked>> EndOtherSessionsAsync(HttpContext context, UserSessions sessions, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.In(context);
        return TypedResults.Ok(new Revoked(await sessions.EndAllAsync(caller.UserId, caller.SessionId, caller.SessionId, context, cancellationToken)));
    }

    private static async Task<Ok<Revoked>> RevokeAllAsync(HttpContext context, UserSessions sessions, IssuedApiKeys keys, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.In(context);
        var (statement, fact) = keys.EndAll(caller.UserId, caller.SessionId, context);
        return TypedResults.Ok(new Revoked(await sessions.EndAllAsync(caller.UserId, caller.SessionId, null, context, [statement], [fact], cancellationToken)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeTokenAsync(
        HttpContext context, BearerToken tokens, TokenRevocations revocations, IssuedApiKeys keys, CancellationToken cancellationToken)
    {
        if (await ReadTokenAsync(context.Request, cancellationToken) is not { Length: > 0 } token)
        {
            return TypedResults.Problem("Send {\"token\": \"…\"} as JSON, or token=… as a form.", statusCode: StatusCodes.Status400BadRequest);
        }

        var caller = ApiCaller.In(context);
        if (await keys.FindAsync(token, cancellationToken) is { } key)
        {
            if (key.UserId != caller.UserId)
            {
                await tokens.ReportAsync(SecurityEventType.ForeignTokenRefused, context, null, caller.UserId);
                return TypedResults.Problem("The token is not yours.", statusCode: StatusCodes.Status403Forbidden);
            }

            await keys.EndAsync(caller.UserId, caller.SessionId, key.Id, context, cancellationToken);
            return TypedResults.NoContent();
        }

        if (await tokens.FindAsync(token) is not { } entry)
        {
            await tokens.ReportAsync(SecurityEventType.InvalidTokenPresented, context, null, caller.UserId);
            return TypedResults.Problem("This provider has issued no such token.", statusCode: StatusCodes.Status404NotFound);
        }

        if (!string.Equals(entry.Subject, caller.UserId.ToString(), StringComparison.Ordinal))
        {
            await tokens.ReportAsync(SecurityEventType.ForeignTokenRefused, context, entry, caller.UserId);
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

    /// <summary>How many sessions ended.</summary>
    internal sealed record Revoked(int SessionsEnded);

    /// <summary>A token to be revoked.</summary>
    internal sealed record PresentedToken(string Token);
}
