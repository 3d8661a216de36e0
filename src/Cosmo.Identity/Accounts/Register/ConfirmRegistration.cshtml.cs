using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Accounts.ResetPassword;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Register;

/// <summary>The page that the mailed link opens. Opening it changes nothing; the link travels on in the body of the form.</summary>
internal sealed class ConfirmRegistrationModel(RegistrationDoor door, RegistrationConfirmation confirmation, BadLinks links, ReturnCookie returns) : PageModel
{
    /// <summary>The link's secret, for the form.</summary>
    public string? Token { get; private set; }

    /// <summary>The address; null where the link is not good.</summary>
    public string? Email { get; private set; }

    /// <summary>Whether the password is asked for: this is not the browser that chose it.</summary>
    public bool AsksPassword { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>Where the person was going, if it is the same browser.</summary>
    public string? ReturnUrl { get; private set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromQuery] string? token, CancellationToken cancellationToken) =>
        !door.IsOpen ? NotFound()
        : await confirmation.FindAsync(token, cancellationToken) is { } pending ? Form(pending, token, null)
        : await RefuseAsync("bad_link");

    public async Task<IActionResult> OnPostAsync([FromForm] string? token, [FromForm] string? password, CancellationToken cancellationToken)
    {
        if (!door.IsOpen)
        {
            return NotFound();
        }

        switch (await confirmation.ConfirmAsync(HttpContext, token, password, cancellationToken))
        {
            case RegistrationResult.Done done:
                (IsDone, Email, ReturnUrl) = (true, done.UserName, returns.Take(HttpContext));
                return Page();
            case RegistrationResult.WrongPassword wrong:
                return await links.RecordAsync(HttpContext, RegistrationLinks.Refused(HttpContext, "wrong_password"), RegistrationLinks.Kind) ? Form(wrong.Pending, token, RegisterTexts.WrongPassword) : StatusCode(StatusCodes.Status429TooManyRequests);
            default:
                return await RefuseAsync("bad_link");
        }
    }

    private PageResult Form(RegistrationRecord pending, string? token, string? error)
    {
        (Email, Token, Error, AsksPassword) = (pending.Email, token, error, !confirmation.IsOfThisBrowser(HttpContext, pending));
        return Page();
    }

    private Task<IActionResult> RefuseAsync(string why) => links.AnswerAsync(HttpContext, RegistrationLinks.Refused(HttpContext, why), RegistrationLinks.Kind);
}
