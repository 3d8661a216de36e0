using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Places;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Security;

/// <summary>The page on which a person reads the audit trail of their own account: sign-ins, failures, thefts and what they did about them.</summary>
[SignedIn]
internal sealed class HistoryModel(SecurityEventReader events, ClientRegistry registry, PlaceReader places) : PageModel
{
    private const int PageSize = 50;

    private ClientSnapshot? clients;

    /// <summary>Where this page of them begins; null at the newest.</summary>
    [BindProperty(Name = "before", SupportsGet = true)]
    public Guid? Before { get; set; }

    /// <summary>Where the next page begins; null at the end.</summary>
    public Guid? Next { get; set; }

    public IReadOnlyList<SecurityEvent> Events { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        clients = await registry.GetAsync(cancellationToken);
        var mine = new SecurityEventFilter { User = BrowserSession.Of(HttpContext).UserId };
        var page = await events.ReadAsync(mine, Before, PageSize, cancellationToken);
        (Events, Next) = (page.Events, page.Next);
        return Page();
    }

    /// <summary>Where an address is; null where that is not known.</summary>
    public Place? PlaceOf(string? address) => places.Of(address);

    /// <summary>What people call a client; null where none took part.</summary>
    public string? NameOf(string? clientId) => clients?.NameOf(clientId);
}
