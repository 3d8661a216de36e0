using Cosmo.Identity.Admin.Addresses;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Layout;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats.Blocks;
using Cosmo.Identity.Threats.Scoring;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Cosmo.Identity.Admin.Blocks;

/// <summary>The page on which an address or network is blocked; of a suspicious one the reason is written already.</summary>
[Dangerous]
internal sealed class NewBlockModel(BlockOrders orders, BlockSettings settings, SuspiciousActivityReader suspicions) : NetworkForm("/admin/blocks")
{
    /// <summary>How long the first block of a network lasts.</summary>
    public double FirstMinutes => Math.Round(settings.First.TotalMinutes);

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

        if (!TryReadDuration(out var duration))
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
}
