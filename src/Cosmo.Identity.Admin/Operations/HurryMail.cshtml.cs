using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Users;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Mail;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Operations;

/// <summary>Has a mail that waits or was given up tried again at once.</summary>
[Dangerous]
internal sealed class HurryMailModel(MailReader mails) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The mail.</summary>
    public MailView Mail { get; private set; } = null!;

    /// <summary>Why it is not tried.</summary>
    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await mails.FindAsync(Id, cancellationToken) is not { } mail)
        {
            return NotFound();
        }

        Mail = mail;
        Error ??= MailWords.Refusal(mail);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Error = Refusal.OfReason(Reason, isRequired: true);
        if (Error is null)
        {
            var result = await mails.HurryAsync(HttpContext.Order(Reason), Id, cancellationToken);
            if (result is HurryResult.Done)
            {
                return new SeeOther("/admin/operations?done=mail");
            }

            Error = MailWords.Refusal(result);
        }

        return await OnGetAsync(cancellationToken);
    }
}
