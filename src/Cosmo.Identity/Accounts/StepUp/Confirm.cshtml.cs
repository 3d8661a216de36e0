using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.StepUp;

/// <summary>The page that asks for the password again on the way to a dangerous one; the proof is kept with the session, so it holds on every node.</summary>
[SignedIn]
internal sealed class ConfirmModel(PasswordProof proof, UserSessions sessions) : PageModel
{
    /// <summary>The parameter that says where the person goes on to.</summary>
    public const string ReturnParameter = "return";

    [BindProperty(Name = ReturnParameter, SupportsGet = true)]
    public string? Return { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Why the last try failed, in words for the person.</summary>
    public string? Error { get; set; }

    public BrowserSession Session => HttpContext.Features.GetRequiredFeature<BrowserSession>();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await proof.CheckAsync(HttpContext, Session, Password, cancellationToken);
        Password = null;
        if (result is not PasswordSignInResult.Succeeded)
        {
            Error = result.Explain();
            return new PageResult { StatusCode = result is PasswordSignInResult.TooMany ? StatusCodes.Status429TooManyRequests : null };
        }

        var secret = SessionSignIn.NewSecret();
        // Where another tab was faster, the browser has that one's cookie.
        if (await sessions.ConfirmAsync(Session, SessionSignIn.Hash(secret), AuthenticationMethods.Password, cancellationToken))
        {
            await SessionCookie.RenewAsync(HttpContext, Session, secret);
        }

        // Never on to a client: Chromium applies form-action to every hop after a form.
        return new SeeOther(ReturnTo.IsAuthorize(Return) || ReturnTo.IsFrontPage(Return) ? "/account" : ReturnTo.Safe(Return));
    }
}
