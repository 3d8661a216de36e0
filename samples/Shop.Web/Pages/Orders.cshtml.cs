using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Shop.Web.Pages;

/// <summary>The person's orders, fetched from the resource server with their access token.</summary>
internal sealed class OrdersModel(OrdersClient orders, TokenRefresh tokens) : PageModel
{
    /// <summary>Which of the resource server's two ways of checking the token is asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Offline { get; set; }

    public OrdersAnswer Answer { get; private set; } = new(Orders: null, Status: null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var signIn = await HttpContext.AuthenticateAsync();
        Answer = await ReadAsync(signIn.Properties!, cancellationToken);
        if (Answer.Status != HttpStatusCode.Unauthorized)
        {
            return Page();
        }

        // Dead before its time: revoked, or the person has signed out at the issuer. Whether the sign-in lives, a refresh tells.
        switch (await tokens.RefreshAsync(signIn.Properties!, cancellationToken))
        {
            case TokenRefreshResult.Refreshed:
                await HttpContext.SignInAsync(signIn.Principal!, signIn.Properties);
                Answer = await ReadAsync(signIn.Properties!, cancellationToken);
                return Page();
            case TokenRefreshResult.Ended:
                await HttpContext.SignOutAsync();
                return Challenge(new AuthenticationProperties { RedirectUri = Request.GetEncodedPathAndQuery() });
            default:
                return Page();
        }
    }

    private Task<OrdersAnswer> ReadAsync(AuthenticationProperties signIn, CancellationToken cancellationToken) =>
        orders.ReadAsync(Offline ? "/orders/offline" : "/orders", signIn.GetTokenValue("access_token")!, cancellationToken);
}
