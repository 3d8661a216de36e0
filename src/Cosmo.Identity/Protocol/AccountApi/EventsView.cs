using System.Globalization;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cosmo.Identity.Protocol.AccountApi;

/// <summary>What happened to an account, as its owner sees it: no hashes, and nothing of how it was found out.</summary>
internal sealed record EventsView(IReadOnlyList<EventView> Events, Guid? Next)
{
    private const int UsualPage = 50;

    /// <summary>A page of the owner's events; what is asked for in a way that means nothing is refused.</summary>
    public static async Task<Results<Ok<EventsView>, ProblemHttpResult>> ReadAsync(
        IQueryCollection query, Guid owner, SecurityEventReader events, CancellationToken cancellationToken)
    {
        var limit = UsualPage;
        if (query["limit"] is { Count: > 0 } given
            && !(given is [{ } text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= SecurityEventReader.LargestPage))
        {
            return Refuse($"limit is a number from 1 to {SecurityEventReader.LargestPage}.");
        }

        Guid? before = null;
        if (query["before"] is { Count: > 0 } cursor)
        {
            if (cursor is not [{ } single] || !Guid.TryParseExact(single, "D", out var id))
            {
                return Refuse("before is the next of the page before.");
            }

            before = id;
        }

        var types = query["type"].Select(name => SecurityEventCatalogue.Find(name ?? "")?.Type).ToList();
        var severities = query["severity"].Select(SeverityOf).ToList();
        if (types.Contains(null) || severities.Contains(null))
        {
            return Refuse("There is no such type or severity.");
        }

        var filter = new SecurityEventFilter { User = owner, Types = [.. types.Select(type => type!.Value)], Severities = [.. severities.Select(severity => severity!.Value)] };
        var page = await events.ReadAsync(filter, before, limit, cancellationToken);
        return TypedResults.Ok(new EventsView([.. page.Events.Select(EventView.Of)], page.Next));
    }

    private static SecurityEventSeverity? SeverityOf(string? name) =>
        Enum.GetValues<SecurityEventSeverity>().Where(severity => EventView.NameOf(severity) == name).Select(severity => (SecurityEventSeverity?)severity).FirstOrDefault();

    private static ProblemHttpResult Refuse(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status400BadRequest);
}

/// <summary>One event as the owner of the account sees it.</summary>
internal sealed record EventView(
    Guid Id,
    DateTimeOffset OccurredAt,
    string Type,
    string Severity,
    string Outcome,
    int Count,
    string? ClientId,
    Guid? SessionId,
    string? IpAddress,
    string? Device)
{
    public static EventView Of(SecurityEvent fact) => new(
        fact.Id,
        fact.OccurredAt,
        SecurityEventJson.NameOf(fact.Type),
        NameOf(fact.Severity),
        fact.Outcome.ToString().ToLowerInvariant(),
        fact.Count,
        fact.ClientId,
        fact.SessionId,
        fact.IpAddress,
        fact.Device);

    public static string NameOf(SecurityEventSeverity severity) => severity.ToString().ToLowerInvariant();
}
