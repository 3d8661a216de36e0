using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Shop.Web.Pages;

/// <summary>The person's orders, fetched from the resource server with their access token.</summary>
internal sealed class OrdersModel(OrdersClient orders) : PageModel
{
    /// <summary>Which of the resource server's two ways of checking the token is asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Offline { get; set; }

    public OrdersAnswer Answer { get; private set; } = new(Orders: null, Status: null);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var accessToken = await HttpContext.GetTokenAsync("access_token");
        Answer = await orders.ReadAsync(Offline ? "/orders/offline" : "/orders", accessToken!, cancellationToken);
    }
}
