using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.NotMe;

/// <summary>The page that a mailed "This wasn’t me" opens. Opening it changes nothing; nobody need be signed in, and nobody is afterwards.</summary>
internal sealed class NotMeModel(NotMeReport report, BadLinks links) : PageModel
{
    /// <summary>The link's secret, for the form.</summary>
    public string? Token { get; private set; }

    /// <summary>Whose account it is; null where the link is not good.</summary>
    public string? UserName { get; private set; }

    public bool IsDone { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromQuery] string? token, CancellationToken cancellationToken)
    {
        if (await report.FindAsync(token, cancellationToken) is not { } user)
        {
            return await RefuseAsync();
        }

        (Token, UserName) = (token, user.UserName);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] string? token, CancellationToken cancellationToken)
    {
        IsDone = await report.TakeAsync(HttpContext, token, cancellationToken);
        return IsDone ? Page() : await RefuseAsync();
    }

    private Task<IActionResult> RefuseAsync() => links.AnswerAsync(HttpContext, SecurityEvent.Of(SecurityEventType.NotMeRefused, HttpContext), "not-me");
}
