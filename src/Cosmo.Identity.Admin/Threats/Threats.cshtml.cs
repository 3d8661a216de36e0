using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Layout;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Threats.Blocks;
using Cosmo.Identity.Threats.Scoring;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Threats;

/// <summary>Addresses with a score, the highest first, and whether anything is done about them.</summary>
internal sealed class ThreatsModel(SuspiciousActivityReader suspicions, IpBlockReader blocks, BlockSettings settings) : PageModel
{
    private const int PageSize = 50;

    /// <summary>Where the page begins, as the page before said.</summary>
    [BindProperty(Name = PageAddress.Cursor, SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>Lower scores are left out.</summary>
    public int Least { get; private set; } = 1;

    public BlockSettings Settings => settings;

    public IReadOnlyList<SuspicionRow> Rows { get; private set; } = [];

    public string? Next { get; private set; }

    /// <summary>The scores to choose from.</summary>
    public static IEnumerable<(int Least, string Words)> Thresholds() =>
        [(1, ThreatTexts.LeastAll), (40, ThreatTexts.LeastSuspected), (80, ThreatTexts.LeastGrave)];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Least = ListPage.NumberOf(Request.Query["least"], 1, 1, 100) ?? 1;
        var page = await suspicions.ReadAsync(Least, SuspiciousCursor.Parse(After ?? ""), PageSize, cancellationToken);
        Rows = [.. page.Addresses.Select(address => new SuspicionRow(
            address, blocks.Against(address.IpAddress), NetworkName.Parse(address.IpAddress, out _) is { } name && blocks.IsExempt(name)))];
        Next = page.Next?.ToString();
    }
}

/// <summary>A suspicious address, and what the front door does with it.</summary>
internal sealed record SuspicionRow(SuspiciousAddress Address, StandingBlock? Block, bool IsExempt)
{
    private const int MostReasons = 3;

    /// <summary>What most of its score is made of.</summary>
    public IReadOnlyList<ScoreReason> Greatest => [.. Address.Reasons.Take(MostReasons)];

    /// <summary>How many more reasons there are; its own page shows them.</summary>
    public int Others => Address.Reasons.Count - Greatest.Count;
}
