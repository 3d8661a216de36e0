using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Addresses;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Threats.Blocks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Blocks;

/// <summary>The page on which a block is let last longer.</summary>
[Dangerous]
internal sealed class ExtendBlockModel(IpBlockReader blocks, BlockOrders orders, AccountNames names) : PageModel
{
    public BlockRow Row { get; private set; } = null!;

    [BindProperty]
    public string? Duration { get; set; } = "24h";

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>What is wrong, in words.</summary>
    public string? Error { get; private set; }

    /// <summary>The field in which it is wrong.</summary>
    public string? Wrong { get; private set; }

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

    private PageResult Refuse(string field, string words)
    {
        (Wrong, Error) = (field, words);
        return new PageResult { StatusCode = StatusCodes.Status400BadRequest };
    }
}
