using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Places;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Security;

/// <summary>The page on which a person sees where they are signed in, and ends what they do not want (ASVS 7.5.2).</summary>
[SignedIn]
internal sealed class SessionsModel(Database database, UserSessions sessions, ClientRegistry registry, PlaceReader places, TimeProvider clock) : PageModel
{
    private const string Here = "/account/sessions";

    private ClientSnapshot? clients;

    /// <summary>What was just done, as the page before said it.</summary>
    [BindProperty(Name = "done", SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>The same in words.</summary>
    public string? Notice => Done switch
    {
        "ended" => SessionsTexts.Ended,
        "others" => SessionsTexts.OthersEnded,
        _ => null,
    };

    public IReadOnlyList<SessionView> Sessions { get; set; } = [];

    private BrowserSession Session => BrowserSession.Of(HttpContext);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        clients = await registry.GetAsync(cancellationToken);
        var live = await database.ReadAllAsync(SessionView.LiveOf(Session.UserId, clock.GetUtcNow()), row => SessionView.Read(row, Session.Id), cancellationToken);
        Sessions = [.. live.Select(session => session.At(places))];
    }

    /// <summary>Another person's session is answered like one that never was.</summary>
    public async Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken cancellationToken)
    {
        if (id == Session.Id)
        {
            // Ending the session that one is in is signing out, which asks first.
            return new SeeOther("/connect/logout");
        }

        return await sessions.EndAsync(id, Session.UserId, EndReasons.Revoked, HttpContext, cancellationToken)
            ? new SeeOther(Here + "?done=ended")
            : NotFound();
    }

    public async Task<IActionResult> OnPostEndOthersAsync(CancellationToken cancellationToken)
    {
        await sessions.EndAllAsync(Session.UserId, Session.Id, Session.Id, HttpContext, cancellationToken);
        return new SeeOther(Here + "?done=others");
    }

    /// <summary>What people call the client that began a session; null where the login page did.</summary>
    public string? NameOf(string? clientId) => clients?.NameOf(clientId);
}
