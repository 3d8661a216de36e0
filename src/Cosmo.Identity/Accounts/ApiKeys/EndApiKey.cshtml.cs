using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Accounts.StepUp;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.ApiKeys;

/// <summary>The page that asks once more before a key is ended. Another person's key is answered like one that never was.</summary>
[ApiKeysEnabled]
[SignedIn]
[NeedsFreshProof]
internal sealed class EndApiKeyModel(IssuedApiKeys keys) : PageModel
{
    /// <summary>The key that is to be ended.</summary>
    public ApiKey? Key { get; private set; }

    private BrowserSession Session => BrowserSession.Of(HttpContext);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        Key = (await keys.ReadAsync(Session.UserId, cancellationToken)).FirstOrDefault(key => key.Id == id);
        return Key is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellationToken) =>
        await keys.EndAsync(Session.UserId, Session.Id, id, HttpContext, cancellationToken) ? new SeeOther("/account/api-keys?done=ended") : NotFound();
}
