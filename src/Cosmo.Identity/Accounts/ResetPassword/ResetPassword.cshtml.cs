using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.ResetPassword;

/// <summary>
/// The page that a mailed link opens. Opening it changes nothing; the link travels on in the body of the form, and no step knows of an
/// earlier one: whoever posts must bring it (V081).
/// </summary>
internal sealed class ResetPasswordModel(PasswordReset reset, BadLinks links, ChosenPassword chosen, ReturnCookie returns) : PageModel
{
    /// <summary>The link's secret, for the form.</summary>
    public string? Token { get; private set; }

    /// <summary>Whose password it is; null where the link is not good.</summary>
    public string? UserName { get; private set; }

    /// <summary>What a new password must be.</summary>
    public string Rule => chosen.Rule;

    public bool IsDone { get; private set; }

    /// <summary>Where the person was going when they noticed, if it is the same browser.</summary>
    public string? ReturnUrl { get; private set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromQuery] string? token, CancellationToken cancellationToken) =>
        await reset.FindAsync(token, cancellationToken) is { } user ? Form(user.UserName, token, null) : await RefuseAsync();

    public async Task<IActionResult> OnPostAsync([FromForm] string? token, [FromForm] string? password, [FromForm] string? repeated, CancellationToken cancellationToken)
    {
        if (!string.Equals(password, repeated, StringComparison.Ordinal) && await reset.FindAsync(token, cancellationToken) is { } user)
        {
            return Form(user.UserName, token, ResetTexts.NotTheSame);
        }

        switch (await reset.SetAsync(HttpContext, token, password, cancellationToken))
        {
            case PasswordResetResult.Done:
                IsDone = true;
                ReturnUrl = returns.Take(HttpContext);
                return Page();
            case PasswordResetResult.Unfit unfit:
                return Form(unfit.User.UserName, token, unfit.Fault);
            default:
                return await RefuseAsync();
        }
    }

    private PageResult Form(string userName, string? token, string? error)
    {
        (UserName, Token, Error) = (userName, token, error);
        return Page();
    }

    private Task<IActionResult> RefuseAsync() => links.AnswerAsync(HttpContext, SecurityEvent.Of(SecurityEventType.PasswordResetRefused, HttpContext), "reset");
}
