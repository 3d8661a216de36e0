using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Mail.Mailbox;

/// <summary>The HTML part of a mail of Development's mailbox as a document of its own, which may do nothing.</summary>
internal sealed class MailHtmlModel(MailFolder folder) : PageModel
{
    /// <summary>The mail's own styles, and nothing else: no script, no form, nothing loaded. The sandbox gives it an origin of its own.</summary>
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        Response.Headers.CacheControl = "no-store";
        if (!folder.IsOpen || await folder.FindAsync(id, cancellationToken) is not { } mail)
        {
            return NotFound();
        }

        Response.Headers.ContentSecurityPolicy = Policy;
        return Content(mail.Html, "text/html; charset=utf-8");
    }
}
