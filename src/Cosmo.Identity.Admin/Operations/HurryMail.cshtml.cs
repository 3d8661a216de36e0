using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Mail;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Operations;

/// <summary>Has a mail tried again at once.</summary>
[Dangerous]
internal sealed class HurryMailModel(MailReader mails) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>It does not wait any more: it was sent, or given up.</summary>
    public bool IsGone { get; private set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await mails.HurryAsync(HttpContext.Order(Reason), Id, cancellationToken))
        {
            return new SeeOther("/admin/operations?done=mail");
        }

        IsGone = true;
        return Page();
    }
}
