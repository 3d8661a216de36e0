using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.ChangeEmail;

/// <summary>The page that the link in the old address's mail opens, for whoever reads that. Opening it changes nothing.</summary>
internal sealed class UndoEmailModel(EmailUndo undo, BadLinks links) : PageModel
{
    /// <summary>The link's secret, for the form.</summary>
    public string? Token { get; private set; }

    /// <summary>The address that comes back; null where the link is not good.</summary>
    public string? Email { get; private set; }

    public bool IsDone { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromQuery] string? token, CancellationToken cancellationToken)
    {
        (Token, Email) = (token, await undo.FindAsync(token, cancellationToken));
        return Email is null ? await RefuseAsync() : Page();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] string? token, CancellationToken cancellationToken)
    {
        if (await undo.ExecuteAsync(HttpContext, token, cancellationToken) is not { } email)
        {
            return await RefuseAsync();
        }

        (IsDone, Email) = (true, email);
        return Page();
    }

    private Task<IActionResult> RefuseAsync() => links.AnswerAsync(HttpContext, SecurityEvent.Of(SecurityEventType.EmailLinkRefused, HttpContext), "email");
}
