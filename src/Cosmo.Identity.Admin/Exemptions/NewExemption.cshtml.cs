using Cosmo.Identity.Admin.Addresses;
using Cosmo.Identity.Admin.Blocks;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Threats.Exemptions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Cosmo.Identity.Admin.Exemptions;

/// <summary>The page on which an address or network is exempted from blocks.</summary>
[Dangerous]
internal sealed class NewExemptionModel(ExemptionOrders orders) : NetworkForm("/admin/exemptions")
{
    public void OnGet()
    {
        if (!string.IsNullOrWhiteSpace(Network) && Name is null)
        {
            Refuse("network", ThreatTexts.FaultNetwork);
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

        return await orders.PlaceAsync(HttpContext.Order(Reason), name, duration, cancellationToken) switch
        {
            ExemptionResult.Done => new SeeOther($"{AddressPath.Of(name)}?done=exempted"),
            ExemptionResult.Refused refused => Refuse(ExemptionWords.FieldOf(refused.Fault), ExemptionWords.Of(refused.Fault)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
