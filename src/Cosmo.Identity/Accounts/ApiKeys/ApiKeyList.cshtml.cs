using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.ApiKeys;

/// <summary>The page on which a person sees the keys of their programs: what each opens, from where, until when, and when it was last used.</summary>
[ApiKeysEnabled]
[SignedIn]
internal sealed class ApiKeyListModel(IssuedApiKeys keys, ClientRegistry registry, TimeProvider clock) : PageModel
{
    private ClientSnapshot? known;

    /// <summary>What was just done, as the page before said it.</summary>
    [BindProperty(Name = "done", SupportsGet = true)]
    public string? Done { get; set; }

    public IReadOnlyList<ApiKey> Keys { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        known = await registry.GetAsync(cancellationToken);
        Keys = await keys.ReadAsync(BrowserSession.Of(HttpContext).UserId, cancellationToken);
    }

    public bool IsExpired(ApiKey key) => key.ExpiresAt <= clock.GetUtcNow();

    /// <summary>What a key opens, in words.</summary>
    public IEnumerable<string> Describe(ApiKey key) =>
        key.LiveScopes.Select(name => ApiKeyScopes.Describe(name, known?.Scopes.GetValueOrDefault(name)).DisplayName);
}
