using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Sessions.Care;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Sessions;

/// <summary>Asks once more before sessions are ended that were chosen one by one, and ends them.</summary>
[Dangerous]
internal sealed class EndModel(SessionReader sessions, SessionCare care, AccountNames names) : PageModel
{
    /// <summary>Those of the chosen ones that live.</summary>
    public IReadOnlyList<SessionRow> Rows { get; private set; } = [];

    /// <summary>The account on whose page they were chosen; there it goes on.</summary>
    [BindProperty(Name = "of", SupportsGet = true)]
    public Guid? AccountId { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Why it was not done.</summary>
    public string? Error { get; private set; }

    /// <summary>Where whoever thinks better of it goes back to.</summary>
    public string Back => AccountId is { } account ? $"/admin/users/{account:D}" : "/admin/sessions";

    public Task OnGetAsync([FromQuery(Name = "id")] Guid[] ids, CancellationToken cancellationToken) => FindAsync(ids, cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "id")] Guid[] ids, CancellationToken cancellationToken)
    {
        await FindAsync(ids, cancellationToken);
        Error = Rows.Count == 0 ? SessionTexts.NoneChosen : Users.Refusal.OfReason(Reason, isRequired: true);
        if (Error is not null)
        {
            return Page();
        }

        await care.EndAsync(HttpContext.Order(Reason), [.. Rows.Select(row => row.Session.Id)], cancellationToken);
        return new SeeOther(AccountId is null ? "/admin/sessions?done=ended" : $"{Back}?done=session");
    }

    private async Task FindAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        var found = await sessions.FindAsync([.. ids.Distinct().Take(SessionCare.MostAtOnce)], cancellationToken);
        Rows = await SessionRow.OfAsync(found, names, Administrator.Of(HttpContext), cancellationToken);
    }
}
