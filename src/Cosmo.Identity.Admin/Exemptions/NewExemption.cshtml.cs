using Cosmo.Identity.Admin.Addresses;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Threats.Blocks;
using Cosmo.Identity.Threats.Exemptions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Exemptions;

/// <summary>The page on which an address or network is exempted from blocks.</summary>
[Dangerous]
internal sealed class NewExemptionModel(ExemptionOrders orders) : PageModel
{
    private const int LongestNetwork = 60;

    [BindProperty(SupportsGet = true)]
    public string? Network { get; set; }

    /// <summary>Empty for no end.</summary>
    [BindProperty]
    public string? Duration { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>What is wrong, in words.</summary>
    public string? Error { get; private set; }

    /// <summary>The field in which it is wrong.</summary>
    public string? Wrong { get; private set; }

    /// <summary>Where the person came from, or would have.</summary>
    public string Back => Name is { } name ? AddressPath.Of(name) : "/admin/exemptions";

    private NetworkName? Name => Network is { Length: <= LongestNetwork } text ? NetworkName.Parse(text, out _) : null;

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

        var duration = string.IsNullOrEmpty(Duration) ? (TimeSpan?)null : BlockDuration.Parse(Duration);
        if (!string.IsNullOrEmpty(Duration) && duration is null)
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

    private PageResult Refuse(string field, string words)
    {
        (Wrong, Error) = (field, words);
        return new PageResult { StatusCode = StatusCodes.Status400BadRequest };
    }
}
