using Cosmo.Identity.Admin.Clients;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Provisioning;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Scopes;

/// <summary>Makes a scope, or changes one: its name may have slashes, so it stands in the query.</summary>
[Dangerous]
internal sealed class EditScopeModel(ClientReader clients, ScopeOrders orders) : PageModel
{
    public ScopeForm Form { get; private set; } = new();

    /// <summary>What is done here: <c>new</c> or <c>edit</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Act { get; set; }

    public bool IsNew => Act == "new";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (IsNew)
        {
            return Page();
        }

        if (Act != "edit" || await FindAsync(cancellationToken) is not { } scope)
        {
            return NotFound();
        }

        Form = ScopeForm.Of(scope);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var scope = IsNew ? null : await FindAsync(cancellationToken);
        if (!IsNew && (Act != "edit" || scope is null))
        {
            return NotFound();
        }

        Form = ScopeForm.Read(await Request.ReadFormAsync(cancellationToken), scope?.Name);
        var act = HttpContext.Order(Form.Reason);
        switch (await orders.SaveAsync(act, IsNew ? OrderKind.Create : OrderKind.Change, scope?.Name, Form.ToJson(), Form.Version, cancellationToken))
        {
            case OrderResult.Done:
                return new SeeOther($"/admin/scopes?done={(IsNew ? "created" : "changed")}");
            case OrderResult.Refused { Errors: var errors }:
                Form = Form.With(errors);
                return Page();
            case OrderResult.Taken:
                Form = Form.With([$"name: {ClientTexts.Taken}"]);
                return Page();
            case OrderResult.Stale:
                Form = Form.With([ClientTexts.Stale]);
                return Page();
            default:
                return NotFound();
        }
    }

    // From the query alone: a field of the form has the same name.
    private async Task<KnownScope?> FindAsync(CancellationToken cancellationToken) =>
        Request.Query["name"] is [{ Length: > 0 } name] && await clients.FindScopeAsync(name, cancellationToken) is { IsBuiltIn: false } scope ? scope : null;
}
