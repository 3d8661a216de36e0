using System.Globalization;
using Cosmo.Identity.Accounts.Locked;
using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Accounts.StepUp;
using Cosmo.Identity.Data;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.ChangeEmail;

/// <summary>The page on which a person says which address their account shall have (MAIL-11).</summary>
[SignedIn]
[NeedsFreshProof]
internal sealed class ChangeEmailModel(Database database, EmailChangeRequests requests) : PageModel
{
    /// <summary>What was typed.</summary>
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>The account's address; null where it has none.</summary>
    public string? Current { get; private set; }

    public bool IsVerified { get; private set; }

    /// <summary>The address that a mail is on its way to, whatever came of it.</summary>
    public string? Sent { get; private set; }

    public string? Error { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await requests.TakeAsync(HttpContext, BrowserSession.Of(HttpContext), Email, cancellationToken);
        await ShowAsync(cancellationToken);
        switch (result)
        {
            case EmailChangeRequest.Taken taken:
                (Sent, Email) = (taken.Email, null);
                return Page();
            case EmailChangeRequest.TooMany:
                var wait = TimeSpan.FromSeconds(int.Parse(Response.Headers.RetryAfter.ToString(), CultureInfo.InvariantCulture));
                Error = string.Format(CultureInfo.CurrentUICulture, EmailTexts.TooMany, LockedModel.Words(wait));
                return new PageResult { StatusCode = StatusCodes.Status429TooManyRequests };
            default:
                Error = result is EmailChangeRequest.SameAddress ? EmailTexts.FaultSame : EmailTexts.FaultEmail;
                return Page();
        }
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var user = await database.ReadFirstAsync(UserRecord.ById(BrowserSession.Of(HttpContext).UserId), UserRecord.Read, cancellationToken);
        (Current, IsVerified) = (user?.Email, user?.EmailVerified ?? false);
    }
}
