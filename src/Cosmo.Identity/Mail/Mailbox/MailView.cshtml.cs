using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Mail.Mailbox;

/// <summary>One mail of Development's mailbox: its text, and the source of its HTML.</summary>
internal sealed class MailViewModel(MailFolder folder) : PageModel
{
    public FiledMail? Mail { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        Mail = folder.IsOpen ? await folder.FindAsync(id, cancellationToken) : null;
        Response.Headers.CacheControl = "no-store";
        return Mail is null ? NotFound() : Page();
    }
}
