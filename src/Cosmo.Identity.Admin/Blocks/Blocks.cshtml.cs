using System.Globalization;
using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Layout;
using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Threats.Blocks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Blocks;

/// <summary>The blocks that stand.</summary>
internal sealed class BlocksModel(IpBlockReader blocks, BlockSettings settings, AccountNames names) : PageModel
{
    private const int PageSize = 50;

    /// <summary>The <see cref="BlockPage.Next"/> of the page before.</summary>
    [BindProperty(Name = PageAddress.Cursor, SupportsGet = true)]
    public Guid? After { get; set; }

    public BlockSettings Settings => settings;

    public IReadOnlyList<BlockRow> Rows { get; private set; } = [];

    public Guid? Next { get; private set; }

    /// <summary>What has just been done.</summary>
    public string? Notice => Request.Query["done"] == "imported"
        ? string.Format(CultureInfo.InvariantCulture, ThreatTexts.DoneImported, Count("placed"), Count("known"))
        : null;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var page = await blocks.ListAsync(After, PageSize, cancellationToken);
        Rows = await BlockRow.OfAsync(page.Blocks, names, cancellationToken);
        Next = page.Next;
    }

    private int Count(string name) => ListPage.NumberOf(Request.Query[name], 0, 0, BlockList.MostNetworks) ?? 0;
}
