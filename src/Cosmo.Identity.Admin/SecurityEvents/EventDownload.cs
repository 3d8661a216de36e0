using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.SecurityEvents.Reading;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.SecurityEvents;

/// <summary>The events that a page shows, all of them, as a file: <c>format</c> is <c>csv</c> or <c>jsonl</c>.</summary>
internal static class EventDownload
{
    public static async Task<IResult> AnswerAsync(HttpContext context, SecurityEventExport export, AccountNames names, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = await EventQuery.ReadAsync(context.Request.Query, names, clock, cancellationToken);
        if (query.Faults.FirstOrDefault() is { Key: not null } fault)
        {
            return TypedResults.Problem($"{fault.Key}: {fault.Value}", statusCode: StatusCodes.Status400BadRequest);
        }

        var act = context.Order(null);
        var isCsv = context.Request.Query["format"] == "csv";
        var name = $"security-events-{clock.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}";
        return isCsv
            ? TypedResults.Stream(output => export.WriteCsvAsync(act, query.Filter, output, cancellationToken), "text/csv; charset=utf-8", $"{name}.csv")
            : TypedResults.Stream(output => export.WriteJsonLinesAsync(act, query.Filter, output, cancellationToken), "application/jsonl", $"{name}.jsonl");
    }
}
