using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Layout;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.SecurityEvents;

/// <summary>The list of events: its filter is in its address, and while it shows the newest ones it goes on by itself.</summary>
internal sealed class EventsModel(SecurityEventReader events, AccountNames names, TimeProvider clock) : PageModel
{
    /// <summary>How many one page shows, and how many a live one keeps.</summary>
    public const int PageSize = 50;

    /// <summary>The <see cref="SecurityEventPage.Next"/> of the page before.</summary>
    [BindProperty(Name = PageAddress.Cursor, SupportsGet = true)]
    public Guid? Before { get; set; }

    public EventQuery Query { get; private set; } = null!;

    public IReadOnlyList<EventRow> Rows { get; private set; } = [];

    public Guid? Next { get; private set; }

    /// <summary>Whether fewer than a page were found though there is more: the search stopped at its bound.</summary>
    public bool IsCutShort => Next is not null && Rows.Count < PageSize;

    public TimeRange? Range => Request.Query.ContainsKey(TimeRange.Parameter) ? TimeRange.Of(Request.Query[TimeRange.Parameter]) : null;

    /// <summary>The stream that goes on where the page ends; null where the page shows the past.</summary>
    public string? Stream => Before is null && Query.Filter.To is null ? "/admin/security-events/stream" + Request.QueryString : null;

    /// <summary>What the form shows of a parameter.</summary>
    public string? Said(string name) => Request.Query[name] is [{ } text] ? text : null;

    public bool IsChosen(SecurityEventSeverity severity) => Query.Filter.Severities.Contains(severity);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Query = await EventQuery.ReadAsync(Request.Query, names, clock, cancellationToken);
        var page = await events.ReadAsync(Query.Filter, Before, PageSize, cancellationToken);
        Rows = await EventRows.OfAsync(page.Events, names, cancellationToken);
        Next = page.Next;
    }
}
