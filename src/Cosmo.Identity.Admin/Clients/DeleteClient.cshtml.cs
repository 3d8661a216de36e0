using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Provisioning;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Clients;

/// <summary>Deletes a client for good. Whoever does types its identifier, so that it is not another one.</summary>
[Dangerous]
internal sealed class DeleteClientModel(ClientReader clients, ClientOrders orders) : PageModel
{
    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The identifier once more.</summary>
    [BindProperty]
    public string? Confirmation { get; set; }

    public KnownClient Client { get; private set; } = null!;

    public ClientUse Use { get; private set; } = null!;

    public string? Fault { get; private set; }

    public async Task<IActionResult> OnGetAsync(string clientId, CancellationToken cancellationToken) =>
        await FindAsync(clientId, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string clientId, CancellationToken cancellationToken)
    {
        if (!await FindAsync(clientId, cancellationToken))
        {
            return NotFound();
        }

        if (Confirmation?.Trim() != clientId || string.IsNullOrWhiteSpace(Reason))
        {
            Fault = Confirmation?.Trim() != clientId ? ClientTexts.NotConfirmed : ClientTexts.ReasonMissing;
            return Page();
        }

        switch (await orders.DeleteAsync(HttpContext.Order(Reason), clientId, cancellationToken))
        {
            case OrderResult.Done:
                return new SeeOther("/admin/clients?done=deleted");
            case OrderResult.Stale:
                Fault = ClientTexts.Stale;
                return Page();
            default:
                return NotFound();
        }
    }

    private async Task<bool> FindAsync(string clientId, CancellationToken cancellationToken)
    {
        if (await clients.FindAsync(clientId, cancellationToken) is not { } client)
        {
            return false;
        }

        Client = client;
        Use = await clients.UseOfAsync(clientId, cancellationToken);
        return true;
    }
}
