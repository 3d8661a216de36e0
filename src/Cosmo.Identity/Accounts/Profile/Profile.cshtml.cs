using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Data;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Profile;

/// <summary>The page on which a person says who they are: the claims that applications get if they are let.</summary>
[SignedIn]
internal sealed class ProfileModel(Database database, ProfileChange change) : PageModel
{
    /// <summary><c>saved</c> where the page goes after it.</summary>
    [BindProperty(Name = "done", SupportsGet = true)]
    public string? Done { get; set; }

    public bool IsSaved => Done == "saved" && Error is null;

    public ProfileValues Values { get; private set; } = new();

    /// <summary>What cannot be stored.</summary>
    public IReadOnlyList<ProfileField> Unfit { get; private set; } = [];

    public string? Error { get; private set; }

    private BrowserSession Session => BrowserSession.Of(HttpContext);

    public async Task OnGetAsync(CancellationToken cancellationToken) => Values = ProfileValues.Of(await UserRecord.BehindAsync(Session, database, cancellationToken));

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var user = await UserRecord.BehindAsync(Session, database, cancellationToken);
        Values = ProfileValues.Of(user);
        foreach (var field in ProfileFields.All)
        {
            // A field that the form does not have stays as it is.
            if (Request.Form[field.Claim] is [var text])
            {
                Values[field.Claim] = text?.ReplaceLineEndings("\n");
            }
        }

        Unfit = Values.Unfit();
        if (Unfit.Count > 0)
        {
            Error = ProfileTexts.Unfit;
            return Page();
        }

        if (await change.ExecuteAsync(HttpContext, Session, user, Values))
        {
            return new SeeOther("/account/profile?done=saved");
        }

        (Error, Values) = (ProfileTexts.Overtaken, ProfileValues.Of(await UserRecord.BehindAsync(Session, database, cancellationToken)));
        return new PageResult { StatusCode = StatusCodes.Status409Conflict };
    }
}
