using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Addresses;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Threats.Blocks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Cosmo.Identity.Admin.Blocks;

/// <summary>The page on which a block is let last longer.</summary>
[Dangerous]
internal sealed class ExtendBlockModel(IpBlockReader blocks, BlockOrders orders, AccountNames names) : OrderForm("24h")
{
    public BlockRow Row { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken) => await FindAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
        {
            return NotFound();
        }

        if (BlockDuration.Parse(Duration ?? "") is not { } duration)
        {
            return Refuse("duration", ThreatTexts.FaultDuration);
        }

        if (string.IsNullOrWhiteSpace(Reason))
        {
            return Refuse("reason", ThreatTexts.FaultReason);
        }

        return await orders.ExtendAsync(HttpContext.Order(Reason), id, duration, cancellationToken) switch
        {
            BlockResult.Done done => new SeeOther($"{AddressPath.Of(done.Block.Network)}?done=extended"),
            BlockResult.Refused { Fault: BlockFault.NotBlocked } => NotFound(),
            BlockResult.Refused refused => Refuse("duration", BlockWords.Of(refused.Fault)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<bool> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await blocks.FindAsync(id, cancellationToken) is not { Stands: true } block)
        {
            return false;
        }

        Row = (await BlockRow.OfAsync([block], names, cancellationToken))[0];
        return true;
    }
}
