using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Clients;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Scopes;

/// <summary>All scopes, with what they open and who may ask for them.</summary>
internal sealed class ScopesModel(ClientReader clients) : PageModel
{
    /// <summary>What was done on the way here.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public IReadOnlyList<KnownScope> Scopes { get; private set; } = [];

    public bool MayAct => Administrator.Of(HttpContext).MayAct;

    public async Task OnGetAsync(CancellationToken cancellationToken) => Scopes = await clients.ScopesAsync(cancellationToken);
}
