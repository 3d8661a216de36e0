using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Accounts.StepUp;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.PersonalData;

/// <summary>The page from which a person downloads what is held of them.</summary>
[SignedIn]
[NeedsFreshProof]
internal sealed class PersonalDataModel(PersonalDataFile file) : PageModel
{
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var session = BrowserSession.Of(HttpContext);
        await file.RecordAsync(HttpContext, session);
        Response.ContentType = "application/json";
        Response.Headers.ContentDisposition = "attachment; filename=\"my-data.json\"";
        await file.WriteAsync(session.UserId, Response.Body, cancellationToken);
        return new EmptyResult();
    }
}
