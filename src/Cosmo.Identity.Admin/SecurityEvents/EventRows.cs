using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Admin.SecurityEvents;

/// <summary>Makes rows of events, with the names of the people whom they are about.</summary>
internal static class EventRows
{
    public static async Task<IReadOnlyList<EventRow>> OfAsync(IReadOnlyList<SecurityEvent> events, AccountNames names, CancellationToken cancellationToken)
    {
        var known = await names.OfAsync(events.Select(fact => fact.SubjectId), cancellationToken);
        return [.. events.Select(fact => new EventRow(fact, fact.SubjectId is { } id ? known.GetValueOrDefault(id) : null))];
    }
}
