using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Shop.Web.Pages;

/// <summary>The signed-in person's claims, and the life of the access token.</summary>
internal sealed class AccountModel(TokenRefresh tokens) : PageModel
{
    public int SecondsLeft { get; private set; }

    [TempData]
    public string? Notice { get; set; }

    public async Task OnGetAsync()
    {
        var signIn = await HttpContext.AuthenticateAsync();
        SecondsLeft = (int)(tokens.TimeLeft(signIn.Properties!)?.TotalSeconds ?? 0);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var signIn = await HttpContext.AuthenticateAsync();
        switch (await tokens.RefreshAsync(signIn.Properties!, cancellationToken))
        {
            case TokenRefreshResult.Refreshed:
                await HttpContext.SignInAsync(signIn.Principal!, signIn.Properties);
                Notice = "Refreshed: a new access token and a new refresh token.";
                return RedirectToPage();
            case TokenRefreshResult.Unavailable:
                Notice = "The issuer cannot be reached just now. Your tokens are unchanged.";
                return RedirectToPage();
            default:
                await HttpContext.SignOutAsync();
                return Redirect("/sign-in");
        }
    }
}
