using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Provisioning;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Clients;

/// <summary>Gives a client another secret and shows it, once.</summary>
[Dangerous]
internal sealed class ClientSecretModel(ClientReader clients, ClientOrders orders) : PageModel
{
    [BindProperty]
    public string? Reason { get; set; }

    public KnownClient Client { get; private set; } = null!;

    public string? Fault { get; private set; }

    /// <summary>The new secret, for the one time that it is shown.</summary>
    public (string ClientId, string Secret)? Made { get; private set; }

    public async Task<IActionResult> OnGetAsync(string clientId, CancellationToken cancellationToken) =>
        await FindAsync(clientId, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string clientId, CancellationToken cancellationToken)
    {
        if (!await FindAsync(clientId, cancellationToken))
        {
            return NotFound();
        }

        if (string.IsNullOrWhiteSpace(Reason))
        {
            Fault = ClientTexts.ReasonMissing;
            return Page();
        }

        switch (await orders.ChangeSecretAsync(HttpContext.Order(Reason), clientId, cancellationToken))
        {
            case OrderResult.Done { Secret: { } secret }:
                Made = (clientId, secret);
                return Page();
            case OrderResult.Stale:
                Fault = ClientTexts.Stale;
                return Page();
            default:
                return NotFound();
        }
    }

    private async Task<bool> FindAsync(string clientId, CancellationToken cancellationToken)
    {
        if (await clients.FindAsync(clientId, cancellationToken) is not { Metadata.UsesSecret: true } client)
        {
            return false;
        }

        Client = client;
        return true;
    }
}
