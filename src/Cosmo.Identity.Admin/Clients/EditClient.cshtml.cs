using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Provisioning;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Clients;

/// <summary>Changes a client. Who began from a form that somebody else's change has overtaken is told so, and nothing is lost.</summary>
[Dangerous]
internal sealed class EditClientModel(ClientReader clients, ClientOrders orders) : PageModel
{
    public ClientForm Form { get; private set; } = null!;

    /// <summary>The secret that the change made necessary, for the one time that it is shown.</summary>
    public (string ClientId, string Secret)? Made { get; private set; }

    public async Task<IActionResult> OnGetAsync(string clientId, CancellationToken cancellationToken)
    {
        if (await clients.FindAsync(clientId, cancellationToken) is not { } client)
        {
            return NotFound();
        }

        Form = ClientForm.Of(client) with { KnownScopes = await clients.ScopesAsync(cancellationToken) };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string clientId, CancellationToken cancellationToken)
    {
        if (await clients.FindAsync(clientId, cancellationToken) is not { } client)
        {
            return NotFound();
        }

        Form = ClientForm.Read(await Request.ReadFormAsync(cancellationToken), client) with { KnownScopes = await clients.ScopesAsync(cancellationToken) };
        var act = HttpContext.Order(Form.Reason);
        switch (await orders.SaveAsync(act, OrderKind.Change, clientId, Form.ToJson(), Form.Version, cancellationToken))
        {
            case OrderResult.Done { Secret: { } secret }:
                Made = (clientId, secret);
                return Page();
            case OrderResult.Done { Changes: var changes }:
                return new SeeOther($"/admin/clients/{Uri.EscapeDataString(clientId)}?done={(changes.Count == 0 ? "unchanged" : "changed")}");
            case OrderResult.Refused { Errors: var errors }:
                Form = Form.With(errors);
                return Page();
            case OrderResult.Stale:
                Form = Form.With([ClientTexts.Stale]);
                return Page();
            default:
                return NotFound();
        }
    }
}
