using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Shop.Web;

/// <summary>On each request: an access token about to expire is refreshed, and a sign-in that the issuer ended ends here too.</summary>
/// <remarks>
/// Two requests of one browser may refresh at once with the same token. The issuer gives both the same successor
/// (its reuse leeway), so it does not matter whose cookie arrives last.
/// </remarks>
internal sealed class RefreshingCookieEvents(TokenRefresh tokens, ShopSettings settings) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (tokens.TimeLeft(context.Properties) > settings.RefreshBeforeExpiry)
        {
            return;
        }

        switch (await tokens.RefreshAsync(context.Properties, context.HttpContext.RequestAborted))
        {
            case TokenRefreshResult.Refreshed:
                context.ShouldRenew = true;
                break;
            case TokenRefreshResult.Ended:
                context.RejectPrincipal();
                await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
                break;
        }
    }
}
