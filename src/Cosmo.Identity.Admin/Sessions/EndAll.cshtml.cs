using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Sessions.Care;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Sessions;

/// <summary>Ends the sessions of everybody but the one that asks; whoever wants that types it.</summary>
[Dangerous]
internal sealed class EndAllModel(SessionReader sessions, SessionCare care) : PageModel
{
    /// <summary>What is typed, in every language.</summary>
    public const string Phrase = "END ALL";

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    [BindProperty(Name = "confirm")]
    public string? Typed { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Why it was not done.</summary>
    public string? Error { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) => Count = await sessions.CountLiveAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Error = Typed?.Trim() != Phrase ? string.Format(SessionTexts.TypeIt, Phrase) : Users.Refusal.OfReason(Reason, isRequired: true);
        if (Error is not null)
        {
            await OnGetAsync(cancellationToken);
            return Page();
        }

        var administrator = Administrator.Of(HttpContext);
        await care.EndEverybodyAsync(HttpContext.Order(Reason), administrator.SessionId, cancellationToken);
        return new SeeOther("/admin/sessions?done=all");
    }
}
