using System.Text.Json.Nodes;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Provisioning;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cosmo.Identity.Admin.Clients;

/// <summary><c>/api/v1/admin/clients</c>: clients for programs. What stands under <c>client</c> is what a provisioning file has, by the names of RFC 7591.</summary>
internal static class ClientsApi
{
    private const int LargestPage = 200;

    /// <summary>A page of clients: <c>{"clients": […], "next": …}</c>; the next page is asked for with <c>after</c>, some of them with <c>text</c>.</summary>
    public static async Task<IResult> ListAsync(HttpContext context, ClientReader clients, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        var (limit, refusal) = ListPage.ReadLimit(query, ClientsModel.PageSize, LargestPage);
        if (limit is null)
        {
            return refusal!;
        }

        var (page, next) = ClientsModel.Find(await clients.ListAsync(cancellationToken), query["text"], query["after"], limit.Value);
        return TypedResults.Ok(new { clients = page.Select(ViewOf), next });
    }

    /// <summary>One client with all that is registered, and what could be safer about it.</summary>
    public static async Task<IResult> FindAsync(string clientId, ClientReader clients, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await clients.FindAsync(clientId, cancellationToken) is not { } client)
        {
            return NotFound();
        }

        var scopes = (await clients.ScopesAsync(cancellationToken)).Select(scope => scope.Name).ToHashSet(StringComparer.Ordinal);
        return TypedResults.Ok(new
        {
            client = JsonOf(client),
            client.Version,
            secret = WordOf(client.Secret),
            client.SecretChangedAt,
            use = await clients.UseOfAsync(clientId, cancellationToken),
            findings = ClientFindings.Of(client, scopes, clock.GetUtcNow()).Select(finding => new { severity = finding.Severity.ToString().ToLowerInvariant(), finding.What, finding.Remedy }),
        });
    }

    /// <summary>
    /// Makes or changes a client: <c>{"client": {…}, "reason": …, "version": …}</c>. A secret that is not given stays; where one is needed and
    /// there is none, it is made, and the answer is the only place where it ever stands.
    /// </summary>
    public static async Task<IResult> SaveAsync(string clientId, HttpContext context, ClientReader clients, ClientOrders orders, CancellationToken cancellationToken)
    {
        var (order, refusal) = await ApiOrder.ReadAsync(context.Request, "client", needsReason: false, cancellationToken);
        if (order is null)
        {
            return refusal!;
        }

        var result = await orders.SaveAsync(order.ActOf(context), OrderKind.CreateOrChange, clientId, order.Thing!.Value, order.Version, cancellationToken);
        if (result is not OrderResult.Done done)
        {
            return ApiOrder.AnswerTo(result);
        }

        var client = await clients.FindAsync(clientId, cancellationToken);
        var view = new { client = client is null ? null : JsonOf(client), version = client?.Version, done.Changes, clientSecret = done.Secret };
        return done.IsNew ? TypedResults.Created($"/api/v1/admin/clients/{Uri.EscapeDataString(clientId)}", view) : TypedResults.Ok(view);
    }

    /// <summary>Gives a client another secret: <c>{"reason": …}</c>. The answer is the only place where it ever stands.</summary>
    public static async Task<IResult> ChangeSecretAsync(string clientId, HttpContext context, ClientOrders orders, CancellationToken cancellationToken)
    {
        var (order, refusal) = await ApiOrder.ReadAsync(context.Request, null, needsReason: true, cancellationToken);
        return order is null ? refusal!
            : await orders.ChangeSecretAsync(order.ActOf(context), clientId, cancellationToken) switch
            {
                OrderResult.Done done => TypedResults.Ok(new { clientId, clientSecret = done.Secret }),
                var failed => ApiOrder.AnswerTo(failed),
            };
    }

    /// <summary>Deletes a client with all that it was given; the reason stands in the query or in the body.</summary>
    public static async Task<IResult> DeleteAsync(string clientId, HttpContext context, ClientOrders orders, CancellationToken cancellationToken)
    {
        var (order, refusal) = await ApiOrder.ReadAsync(context.Request, null, needsReason: true, cancellationToken);
        return order is null ? refusal!
            : await orders.DeleteAsync(order.ActOf(context), clientId, cancellationToken) switch
            {
                OrderResult.Done => TypedResults.NoContent(),
                var failed => ApiOrder.AnswerTo(failed),
            };
    }

    private static object ViewOf(KnownClient client) => new
    {
        client.ClientId,
        client.Name,
        isPublic = client.Metadata.IsPublic,
        grantTypes = client.Metadata.GrantTypes,
        scopes = client.Metadata.Scopes,
        isResourceServer = client.Metadata.ResourceServer is true,
        secret = WordOf(client.Secret),
        client.SecretChangedAt,
    };

    private static JsonNode JsonOf(KnownClient client) => JsonNode.Parse(client.Metadata.ToJson())!;

    private static string WordOf(SecretKind secret) => secret.ToString().ToLowerInvariant();

    private static ProblemHttpResult NotFound() => TypedResults.Problem("There is no such client.", statusCode: StatusCodes.Status404NotFound);
}
