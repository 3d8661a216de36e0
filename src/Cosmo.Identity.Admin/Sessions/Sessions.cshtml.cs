using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Layout;
using Cosmo.Identity.Sessions.Care;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Sessions;

/// <summary>The list of sessions, newest first; its filter is in its address.</summary>
internal sealed class SessionsModel(SessionReader sessions, AccountNames names, TimeProvider clock) : PageModel
{
    /// <summary>The <see cref="SessionPage.Next"/> of the page before.</summary>
    [BindProperty(Name = PageAddress.Cursor, SupportsGet = true)]
    public Guid? Before { get; set; }

    public SessionQuery Query { get; private set; } = null!;

    public IReadOnlyList<SessionRow> Rows { get; private set; } = [];

    public Guid? Next { get; private set; }

    /// <summary>What was just done, in words; null where nothing was.</summary>
    public string? Notice { get; private set; }

    public bool MayAct => Administrator.Of(HttpContext).MayAct;

    /// <summary>Whether fewer than a page were found though there is more: the search stopped at its bound.</summary>
    public bool IsCutShort => Next is not null && Rows.Count < SessionReader.LargestPage;

    /// <summary>What the form shows of a parameter.</summary>
    public string? Said(string name) => Request.Query[name] is [{ } text] ? text : null;

    public async Task OnGetAsync([FromQuery] string? done, CancellationToken cancellationToken)
    {
        Query = await SessionQuery.ReadAsync(Request.Query, names, clock, cancellationToken);
        var page = await sessions.ReadAsync(Query.Filter, Before, SessionReader.LargestPage, cancellationToken);
        Rows = await SessionRow.OfAsync(page.Sessions, names, Administrator.Of(HttpContext), cancellationToken);
        Next = page.Next;
        Notice = done switch { "ended" => SessionTexts.EndedDone, "all" => SessionTexts.AllDone, _ => null };
    }
}
