using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.Admin.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Cosmo.Identity.Sessions.Care;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Users;

/// <summary>One account with what is known of it, and what can be done to it.</summary>
internal sealed class UserModel(AccountReader accounts, SessionReader sessions, SecurityEventReader events, AccountNames names) : PageModel
{
    private const int MostSessions = 10;

    private const int MostEvents = 15;

    public AccountDetails Details { get; private set; } = null!;

    public AccountSummary Account => Details.Account;

    public SessionPage Sessions { get; private set; } = null!;

    public IReadOnlyList<EventRow> Events { get; private set; } = [];

    /// <summary>What was just done, in words; null where nothing was.</summary>
    public string? Notice { get; private set; }

    /// <summary>What can be done to it by whoever looks.</summary>
    public IReadOnlyList<UserAct> Acts { get; private set; } = [];

    public bool MayAct => Administrator.Of(HttpContext).MayAct;

    public async Task<IActionResult> OnGetAsync(Guid id, [FromQuery] string? done, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(id, cancellationToken) is not { } details)
        {
            return NotFound();
        }

        Details = details;
        Sessions = await sessions.ReadAsync(new SessionFilter { User = id }, null, MostSessions, cancellationToken);
        Events = await EventRows.OfAsync((await events.ReadAsync(new SecurityEventFilter { User = id }, null, MostEvents, cancellationToken)).Events, names, cancellationToken);
        Acts = MayAct ? [.. UserAct.All.Where(act => act.Fits(details))] : [];
        Notice = done switch
        {
            "roles" => UserTexts.RolesDone,
            "session" => UserTexts.SessionDone,
            "mailed" => UserTexts.RequireResetMailed,
            "unchanged" => UserTexts.WasSo,
            _ => UserAct.Find(done)?.Done(),
        };
        return Page();
    }
}
