using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Accounts.StepUp;
using Cosmo.Identity.Data;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.DeleteAccount;

/// <summary>The page on which a person deletes their account: after a fresh proof, and by typing their user name.</summary>
[SignedIn]
[NeedsFreshProof]
internal sealed class DeleteAccountModel(Database database, AccountDeletion deletion) : PageModel
{
    [BindProperty]
    public string? UserName { get; set; }

    public string? Error { get; private set; }

    /// <summary>Nobody else could administer.</summary>
    public bool IsLastAdmin { get; private set; }

    public BrowserSession Session => BrowserSession.Of(HttpContext);

    public async Task OnGetAsync(CancellationToken cancellationToken) => IsLastAdmin = await deletion.IsLastAdminAsync(Session.UserId, cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        IsLastAdmin = await deletion.IsLastAdminAsync(Session.UserId, cancellationToken);
        if (IsLastAdmin)
        {
            return new PageResult { StatusCode = StatusCodes.Status409Conflict };
        }

        if (UserNames.Canonical(UserName) is not { } typed || typed != UserNames.Canonical(Session.UserName))
        {
            Error = DeleteTexts.FaultName;
            return Page();
        }

        var user = await UserRecord.BehindAsync(Session, database, cancellationToken);
        if (!await deletion.ExecuteAsync(HttpContext, Session, user))
        {
            Error = DeleteTexts.Overtaken;
            return new PageResult { StatusCode = StatusCodes.Status409Conflict };
        }

        await HttpContext.SignOutAsync(SessionCookie.Scheme);
        return new SeeOther("/account/deleted");
    }
}
