using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Addresses;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Threats.Exemptions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Exemptions;

/// <summary>The page on which an exemption is ended.</summary>
[Dangerous]
internal sealed class EndExemptionModel(ExemptionReader exemptions, ExemptionOrders orders, AccountNames names) : PageModel
{
    public ExemptionRow Row { get; private set; } = null!;

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>What is wrong, in words.</summary>
    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken) => await FindAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellationToken)
    {
        switch (await orders.EndAsync(HttpContext.Order(Reason), id, cancellationToken))
        {
            case ExemptionResult.Done done:
                return new SeeOther($"{AddressPath.Of(done.Exemption.Network)}?done=exemption-ended");
            case ExemptionResult.Refused { Fault: ExemptionFault.NoReason and var fault } when await FindAsync(id, cancellationToken):
                Error = ExemptionWords.Of(fault);
                return new PageResult { StatusCode = StatusCodes.Status400BadRequest };
            default:
                return NotFound();
        }
    }

    private async Task<bool> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await exemptions.FindAsync(id, cancellationToken) is not { State: ExemptionState.Stands } exemption)
        {
            return false;
        }

        Row = (await ExemptionRow.OfAsync([exemption], names, cancellationToken))[0];
        return true;
    }
}
