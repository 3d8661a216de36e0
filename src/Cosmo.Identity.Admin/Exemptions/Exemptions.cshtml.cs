using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Blocks;
using Cosmo.Identity.Threats.Blocks;
using Cosmo.Identity.Threats.Exemptions;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Exemptions;

/// <summary>Whom no block applies to: what administrators exempted, and what the settings say.</summary>
internal sealed class ExemptionsModel(ExemptionReader exemptions, BlockSettings settings, AccountNames names) : PageModel
{
    public IReadOnlyList<ExemptionRow> Rows { get; private set; } = [];

    public IReadOnlyList<ExemptNetwork> FromSettings => settings.Exempt;

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Rows = await ExemptionRow.OfAsync(await exemptions.ListAsync(cancellationToken), names, cancellationToken);
}

/// <summary>An exemption with the name of who placed it.</summary>
internal sealed record ExemptionRow(KnownExemption Exemption, string By)
{
    public static async Task<IReadOnlyList<ExemptionRow>> OfAsync(IReadOnlyList<KnownExemption> exemptions, AccountNames names, CancellationToken cancellationToken)
    {
        var known = await names.OfAsync(exemptions.Select(exemption => exemption.Administrator), cancellationToken);
        return [.. exemptions.Select(exemption => new ExemptionRow(exemption, BlockWords.Of(exemption.PlacedBy, known)))];
    }
}
