using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Mail.Mailbox;

/// <summary>Development's mailbox: what this server would have sent. Elsewhere there is no such page.</summary>
internal sealed class MailListModel(MailFolder folder, MailOptions options) : PageModel
{
    /// <summary>As the setting names it.</summary>
    public string Folder => options.Folder;

    public IReadOnlyList<FiledMail> Mails { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!folder.IsOpen)
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "no-store";
        Mails = await folder.ListAsync(cancellationToken);
        return Page();
    }
}
