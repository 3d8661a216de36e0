using Cosmo.Identity.Admin.Clients;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Provisioning;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Scopes;

/// <summary>Deletes a scope that no client may ask for any more.</summary>
[Dangerous]
internal sealed class DeleteScopeModel(ClientReader clients, ScopeOrders orders) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Name { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public KnownScope Scope { get; private set; } = null!;

    public string? Fault { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await FindAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        if (string.IsNullOrWhiteSpace(Reason))
        {
            Fault = ClientTexts.ReasonMissing;
            return Page();
        }

        switch (await orders.DeleteAsync(HttpContext.Order(Reason), Scope.Name, cancellationToken))
        {
            case OrderResult.Done:
                return new SeeOther("/admin/scopes?done=deleted");
            case OrderResult.Missing:
                return NotFound();
            case OrderResult.Stale:
                Fault = ClientTexts.Stale;
                return Page();
            default:
                Fault = ClientTexts.ScopeInUse;
                return Page();
        }
    }

    private async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(Name) || await clients.FindScopeAsync(Name, cancellationToken) is not { IsBuiltIn: false } scope)
        {
            return false;
        }

        Scope = scope;
        return true;
    }
}
