using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Security;

/// <summary>The page on which a person sees which clients have access to their account, and takes it back (ASVS 10.4.9).</summary>
[SignedIn]
internal sealed class ApplicationsModel(ConnectedApplications applications) : PageModel
{
    /// <summary>What was just done, as the page before said it.</summary>
    [BindProperty(Name = "done", SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>The same in words.</summary>
    public string? Notice => Done == "withdrawn" ? ApplicationsTexts.Withdrawn : null;

    public IReadOnlyList<ConnectedApplication> Applications { get; set; } = [];

    private BrowserSession Session => BrowserSession.Of(HttpContext);

    public async Task OnGetAsync(CancellationToken cancellationToken) => Applications = await applications.ReadAsync(Session.UserId, cancellationToken);

    public async Task<IActionResult> OnPostWithdrawAsync(string? client, CancellationToken cancellationToken) =>
        await applications.WithdrawAsync(Session.UserId, Session.Id, client ?? "", HttpContext, cancellationToken)
            ? new SeeOther("/account/applications?done=withdrawn")
            : NotFound();
}
