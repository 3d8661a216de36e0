using System.Text.Json;
using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.SecurityEvents.Reading;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.SecurityEvents;

/// <summary><c>/api/v1/admin/security-events</c>: the audit trail for programs.</summary>
internal static class EventsApi
{
    private const int UsualPage = 50;

    /// <summary>A page of events: <c>{"events": […], "next": …}</c>; the next page is asked for with <c>before</c>.</summary>
    public static async Task<IResult> ListAsync(HttpContext context, SecurityEventReader events, AccountNames names, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = await EventQuery.ReadAsync(context.Request.Query, names, clock, cancellationToken);
        var (wanted, refusal) = ListPage.Read(context.Request.Query, "before", UsualPage, SecurityEventReader.LargestPage);
        if (wanted is null)
        {
            return refusal!;
        }

        if (query.Faults.FirstOrDefault(fault => fault.Key != "user") is { Key: not null } wrong)
        {
            return Refused.Because($"{wrong.Key}: {wrong.Value}");
        }

        var page = await events.ReadAsync(query.Filter, wanted.Cursor, wanted.Limit, cancellationToken);
        return TypedResults.Stream(output => WriteAsync(output, page), "application/json; charset=utf-8");
    }

    /// <summary>One event.</summary>
    public static async Task<IResult> FindAsync(Guid id, SecurityEventReader events, CancellationToken cancellationToken) =>
        await events.FindAsync(id, cancellationToken) is { } proof
            ? TypedResults.Stream(output => WriteAsync(output, proof), "application/json; charset=utf-8")
            : TypedResults.Problem("There is no such event.", statusCode: StatusCodes.Status404NotFound);

    private static async Task WriteAsync(Stream output, SecurityEventPage page)
    {
        await using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartArray("events");
        foreach (var fact in page.Events)
        {
            SecurityEventJson.Write(json, fact);
        }

        json.WriteEndArray();
        if (page.Next is { } next)
        {
            json.WriteString("next", next);
        }
        else
        {
            json.WriteNull("next");
        }

        json.WriteEndObject();
    }

    private static async Task WriteAsync(Stream output, SecurityEventProof proof)
    {
        await using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WritePropertyName("event");
        SecurityEventJson.Write(json, proof.Event);
        json.WriteBoolean("isIntact", proof.IsIntact);
        json.WriteBoolean("isSealed", proof.IsSealed);
        json.WriteEndObject();
    }
}
