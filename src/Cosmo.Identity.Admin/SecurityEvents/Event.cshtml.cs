using System.Text.Json;
using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.SecurityEvents;

/// <summary>One event with all that is known of it: its fields, what happened beside it, and whether it is as it was written.</summary>
internal sealed class EventModel(SecurityEventReader events, AccountNames names) : PageModel
{
    private const int MostRelated = 25;

    private static readonly TimeSpan Beside = TimeSpan.FromMinutes(1);

    public SecurityEventProof Proof { get; private set; } = null!;

    public SecurityEvent Event => Proof.Event;

    public string? UserName { get; private set; }

    public string? ActorName { get; private set; }

    /// <summary>The details by name.</summary>
    public IReadOnlyList<(string Name, string Value)> Details { get; private set; } = [];

    /// <summary>Other events of the same request.</summary>
    public IReadOnlyList<EventRow> OfRequest { get; private set; } = [];

    /// <summary>What else came from the address around that time.</summary>
    public IReadOnlyList<EventRow> OfAddress { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await events.FindAsync(id, cancellationToken) is not { } proof)
        {
            return NotFound();
        }

        Proof = proof;
        Details = [.. Read(Event.Details)];
        Guid? actor = Guid.TryParseExact(Event.Actor, "D", out var administrator) ? administrator : null;
        var known = await names.OfAsync([Event.SubjectId, actor], cancellationToken);
        UserName = Event.SubjectId is { } subject ? known.GetValueOrDefault(subject) : null;
        ActorName = actor is { } by ? known.GetValueOrDefault(by) : null;
        var around = new SecurityEventFilter { From = Event.OccurredAt - Beside, To = Event.OccurredAt + Beside };
        OfRequest = await OthersAsync(Event.CorrelationId is null ? null : around with { CorrelationId = Event.CorrelationId }, cancellationToken);
        OfAddress = await OthersAsync(Event.IpAddress is null ? null : around with { IpAddress = Event.IpAddress }, cancellationToken);
        return Page();
    }

    private async Task<IReadOnlyList<EventRow>> OthersAsync(SecurityEventFilter? filter, CancellationToken cancellationToken) => filter is null
        ? []
        : await EventRows.OfAsync([.. (await events.ReadAsync(filter, null, MostRelated, cancellationToken)).Events.Where(other => other.Id != Event.Id)], names, cancellationToken);

    private static IEnumerable<(string Name, string Value)> Read(string? details)
    {
        if (details is null)
        {
            yield break;
        }

        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(details);
        }
        catch (JsonException)
        {
            // Only somebody else than the product writes what is no JSON.
        }

        using (document)
        {
            if (document is not { RootElement.ValueKind: JsonValueKind.Object })
            {
                yield return ("", details);
                yield break;
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                yield return (member.Name, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText());
            }
        }
    }
}
