using Cosmo.Identity.Admin.Addresses;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats.Blocks;
using Cosmo.Identity.Threats.Scoring;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Blocks;

/// <summary>The page on which an address or network is blocked; of a suspicious one the reason is written already.</summary>
[Dangerous]
internal sealed class NewBlockModel(BlockOrders orders, BlockSettings settings, SuspiciousActivityReader suspicions) : PageModel
{
    private const int LongestNetwork = 60;

    [BindProperty(SupportsGet = true)]
    public string? Network { get; set; }

    /// <summary>Empty where the settings say it.</summary>
    [BindProperty]
    public string? Duration { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>What is wrong, in words.</summary>
    public string? Error { get; private set; }

    /// <summary>The field in which it is wrong.</summary>
    public string? Wrong { get; private set; }

    /// <summary>How long the first block of a network lasts.</summary>
    public double FirstMinutes => Math.Round(settings.First.TotalMinutes);

    /// <summary>Where the person came from, or would have.</summary>
    public string Back => Name is { } name ? AddressPath.Of(name) : "/admin/blocks";

    private NetworkName? Name => Network is { Length: <= LongestNetwork } text ? NetworkName.Parse(text, out _) : null;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(Network))
        {
            return;
        }

        if (Name is not { } name)
        {
            Refuse("network", ThreatTexts.FaultNetwork);
            return;
        }

        // Said before they write a reason.
        if (orders.FaultOf(Act(), name) is { } fault)
        {
            Refuse("network", BlockWords.Of(fault));
        }

        if (await suspicions.FindAsync(name.Subscriber.Text, cancellationToken) is { } found)
        {
            Reason = ReasonOf(found);
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (Name is not { } name)
        {
            return Refuse("network", ThreatTexts.FaultNetwork);
        }

        var duration = string.IsNullOrEmpty(Duration) ? (TimeSpan?)null : BlockDuration.Parse(Duration);
        if (!string.IsNullOrEmpty(Duration) && duration is null)
        {
            return Refuse("duration", ThreatTexts.FaultDuration);
        }

        if (string.IsNullOrWhiteSpace(Reason))
        {
            return Refuse("reason", ThreatTexts.FaultReason);
        }

        return await orders.PlaceAsync(Act(), name, duration, cancellationToken) switch
        {
            BlockResult.Done done => new SeeOther($"{AddressPath.Of(name.IsAddress ? name : done.Block.Network)}?done=blocked"),
            BlockResult.Refused refused => Refuse("network", BlockWords.Of(refused.Fault)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static string ReasonOf(SuspiciousAddress found)
    {
        var text = string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            ThreatTexts.ReasonOfScore,
            found.Score,
            string.Join(", ", found.Reasons.Select(reason => FormattableString.Invariant($"{ReasonWords.Of(reason.Feature)} {reason.Value:0.#}"))));
        return text.Length <= AdminAct.LongestReason ? text : text[..AdminAct.LongestReason];
    }

    private AdminAct Act() => HttpContext.Order(Reason);

    private PageResult Refuse(string field, string words)
    {
        (Wrong, Error) = (field, words);
        return new PageResult { StatusCode = StatusCodes.Status400BadRequest };
    }
}
