using System.Globalization;
using Cosmo.Identity.Accounts.Locked;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.ResetPassword;

/// <summary>The page on which a person asks for a link to choose a new password. What it says does not depend on who they are.</summary>
internal sealed class ForgotPasswordModel(ResetRequests requests, ReturnCookie returns) : PageModel
{
    [BindProperty]
    public string? UserName { get; set; }

    /// <summary>Where the person was going when they noticed.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Whether the request was taken, whatever came of it.</summary>
    public bool IsTaken { get; private set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (UserName is null)
        {
            Error = ResetTexts.EnterName;
            return Page();
        }

        if (!await requests.TakeAsync(HttpContext, UserName, cancellationToken))
        {
            Error = string.Format(ResetTexts.TooMany, Wait());
            return new PageResult { StatusCode = StatusCodes.Status429TooManyRequests };
        }

        returns.Remember(HttpContext, ReturnUrl);
        IsTaken = true;
        return Page();
    }

    private string Wait() => LockedModel.Words(TimeSpan.FromSeconds(int.Parse(Response.Headers.RetryAfter.ToString(), CultureInfo.InvariantCulture)));
}
