using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Provisioning;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Clients;

/// <summary>Makes a client.</summary>
[Dangerous]
internal sealed class NewClientModel(ClientReader clients, ClientOrders orders) : PageModel
{
    /// <summary>What the form begins with.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    public ClientForm Form { get; private set; } = null!;

    /// <summary>The new client with its secret, for the one time that it is shown.</summary>
    public (string ClientId, string Secret)? Made { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) => Form = ClientForm.Of(Kind) with { KnownScopes = await clients.ScopesAsync(cancellationToken) };

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Form = ClientForm.Read(await Request.ReadFormAsync(cancellationToken), null) with { KnownScopes = await clients.ScopesAsync(cancellationToken) };
        var act = HttpContext.Order(Form.Reason);
        switch (await orders.SaveAsync(act, OrderKind.Create, null, Form.ToJson(), null, cancellationToken))
        {
            case OrderResult.Done { Secret: { } secret }:
                Made = (Form.ClientId!, secret);
                return Page();
            case OrderResult.Done:
                return new SeeOther($"/admin/clients/{Uri.EscapeDataString(Form.ClientId!)}?done=created");
            case OrderResult.Refused { Errors: var errors }:
                Form = Form.With(errors);
                return Page();
            default:
                Form = Form.With([$"client_id: {ClientTexts.Taken}"]);
                return Page();
        }
    }
}
