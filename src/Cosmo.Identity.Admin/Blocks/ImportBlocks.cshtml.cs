using System.Text;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Threats.Blocks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Cosmo.Identity.Admin.Blocks;

/// <summary>The page on which a whole list is blocked: pasted, or a file. Where one line is bad, nothing is done.</summary>
[Dangerous]
[RequestSizeLimit(LargestBody)]
internal sealed class ImportBlocksModel(BlockOrders orders, BlockSettings settings) : OrderForm
{
    // A list and the form around it, in whatever bytes its characters take; all else that is posted to this server is smaller.
    private const int LargestBody = 4 * BlockList.LongestText;

    /// <summary>So many bad lines are shown.</summary>
    public const int MostShown = 20;

    [BindProperty]
    public string? List { get; set; }

    [BindProperty(Name = "File")]
    public IFormFile? Upload { get; set; }

    /// <summary>The lines that are.</summary>
    public IReadOnlyList<BadLine> Bad { get; private set; } = [];

    /// <summary>How long the first block of a network lasts.</summary>
    public double FirstMinutes => Math.Round(settings.First.TotalMinutes);

    public void OnGet()
    {
        // The form is empty.
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is not { } list)
        {
            return Refuse("list", ThreatTexts.FaultLongList);
        }

        if (!TryReadDuration(out var duration))
        {
            return Refuse("duration", ThreatTexts.FaultDuration);
        }

        if (string.IsNullOrWhiteSpace(Reason))
        {
            return Refuse("reason", ThreatTexts.FaultReason);
        }

        var act = HttpContext.Order(Reason);
        switch (await orders.ImportAsync(act, list, duration, cancellationToken))
        {
            case ImportResult.Done done:
                return new SeeOther($"/admin/blocks?done=imported&placed={done.Placed}&known={done.Known}");
            case ImportResult.Refused refused:
                Bad = refused.Lines;
                return Refuse("list", ThreatTexts.FaultLines);
            case ImportResult.TooMany:
                return Refuse("list", ThreatTexts.FaultTooMany);
            default:
                return Refuse("list", ThreatTexts.FaultEmptyList);
        }
    }

    /// <summary>What was pasted and what is in the file, one after the other; null where it is too long.</summary>
    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var list = List ?? "";
        if (list.Length + (Upload?.Length ?? 0) > BlockList.LongestText)
        {
            return null;
        }

        if (Upload is { Length: > 0 })
        {
            using var reader = new StreamReader(Upload.OpenReadStream(), Encoding.UTF8);
            list = $"{list}\n{await reader.ReadToEndAsync(cancellationToken)}";
        }

        return list;
    }
}
