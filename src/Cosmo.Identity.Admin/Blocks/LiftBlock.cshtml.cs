using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Addresses;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Threats.Blocks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Blocks;

/// <summary>The page on which a block is lifted.</summary>
[Dangerous]
internal sealed class LiftBlockModel(IpBlockReader blocks, BlockOrders orders, AccountNames names) : PageModel
{
    public BlockRow Row { get; private set; } = null!;

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await blocks.FindAsync(id, cancellationToken) is not { Stands: true } block)
        {
            return NotFound();
        }

        Row = (await BlockRow.OfAsync([block], names, cancellationToken))[0];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellationToken) =>
        await orders.LiftAsync(HttpContext.Order(Reason), id, cancellationToken) is { } block
            ? new SeeOther($"{AddressPath.Of(block.Network)}?done=lifted")
            : NotFound();
}
