using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Shop.Web.Pages;

/// <summary>Ends the sign-in here and at the issuer (OpenID Connect RP-Initiated Logout). A POST, so that no link does it.</summary>
internal sealed class SignOutModel : PageModel
{
    public IActionResult OnPost() =>
        SignOut(CookieAuthenticationDefaults.AuthenticationScheme, OpenIdConnectDefaults.AuthenticationScheme);
}
