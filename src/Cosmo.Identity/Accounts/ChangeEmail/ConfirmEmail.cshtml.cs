using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.ChangeEmail;

/// <summary>The page that the link in the new address's mail opens, for the person whose account it is. Opening it changes nothing.</summary>
[SignedIn]
internal sealed class ConfirmEmailModel(EmailChange change, BadLinks links) : PageModel
{
    /// <summary>The link's secret, for the form.</summary>
    public string? Token { get; private set; }

    /// <summary>The new address; null where the link is not good.</summary>
    public string? Email { get; private set; }

    public bool IsDone { get; private set; }

    private BrowserSession Session => BrowserSession.Of(HttpContext);

    public async Task<IActionResult> OnGetAsync([FromQuery] string? token, CancellationToken cancellationToken)
    {
        (Token, Email) = (token, await change.FindAsync(token, Session, cancellationToken));
        return Email is null ? await RefuseAsync() : Page();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] string? token, CancellationToken cancellationToken)
    {
        var email = await change.FindAsync(token, Session, cancellationToken);
        if (email is null || !await change.ConfirmAsync(HttpContext, Session, token, cancellationToken))
        {
            return await RefuseAsync();
        }

        (IsDone, Email) = (true, email);
        return Page();
    }

    private Task<IActionResult> RefuseAsync()
    {
        var fact = SecurityEvent.Of(SecurityEventType.EmailLinkRefused, HttpContext);
        fact.SubjectId = Session.UserId;
        return links.AnswerAsync(HttpContext, fact, "email");
    }
}
